import Journey
