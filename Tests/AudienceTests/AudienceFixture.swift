import Audience
