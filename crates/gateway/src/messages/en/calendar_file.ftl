## The file of a calendar feed.

calendar-name = { $person }'s schedule
calendar-due = { $kind } due: { $about }
calendar-host = Host: { $value }
calendar-minutes = { " " }({ $value } min)
calendar-demands = Prepare: { $value }
calendar-join = Join: { $value }
calendar-comment = comment by { $person }
