import Touchpoint
