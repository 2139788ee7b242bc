import Deliver
