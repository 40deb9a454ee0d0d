## Meetings

rule-SHORT_NOTICE = Notice had to be given by { $until }; say why it is shorter.
rule-AGENDA_TOO_LONG = The items are allotted { $minutes } minutes; the meeting has { $max }.
rule-NOT_BEGUN = The meeting starts at { $startsAt } and nobody has opened it.
rule-MEETING_TOOK_PLACE = The meeting was opened or ended by its host: it took place.
rule-CHANGE_THE_TASK = Who does it and by when is changed on the task { $task } itself.

label-MeetingKind-REGULAR = regular
label-MeetingKind-COORDINATION = cross-department coordination
label-MeetingKind-SYNC = short sync
label-MeetingKind-INSTANT = instant
label-MeetingStatus-SCHEDULED = scheduled
label-MeetingStatus-HELD = held
label-MeetingStatus-MINUTED = minutes published
label-MeetingStatus-CONFIRMED = minutes confirmed
label-MeetingStatus-CANCELLED = cancelled
label-AttendeeRole-DECIDER = decider
label-AttendeeRole-EXECUTOR = executor
label-AttendeeRole-LISTENER = listener
label-MeetingAnswer-NONE = no answer
label-MeetingAnswer-ACCEPTED = comes
label-MeetingAnswer-TENTATIVE = may come
label-MeetingAnswer-DECLINED = does not come
label-MeetingPeriod-WEEK = weekly
label-MeetingPeriod-TWO_WEEKS = every two weeks
label-MeetingPeriod-MONTH = monthly
