"""Official letters made by the hundred, with their truth, as offices write, print and scan them.

`python -m tests.made OUT --seed N --born B --scans S` writes files and `truth.json`. The same seed gives the same
letters. Everyone and every number in them is invented; ministries, provinces and months are the real ones.
"""
