## Rules: process packs

rule-PRIORITY_NOT_IN_PACK = The process pack knows no such priority.
rule-LENGTH_NOT_FOR_KIND = A length of this form does not fit { $kind }.
rule-OUT_OF_ORDER = These do not follow each other.
rule-PACK_FIXED = Only requests that run can be moved to another process pack.
rule-REPORT_MISSING = The process pack asks for a written report with the acceptance: say it in the note.
rule-NOT_OWED = The pack { $pack } gives this no length.

## Lengths of time

length-CLOCK_MINUTES = { $count } minutes
length-CLOCK_HOURS = { $count } hours
length-WORKING_MINUTES = { $count } working minutes
length-WORKING_HOURS = { $count } working hours
length-WORKING_DAYS = { $mode ->
    [SAME_TIME] { $count } working days, at the same time of day
   *[other] { $count } working days
}
length-CALENDAR_DAYS = { $count } days
length-END_OF_WEEK = end of the week
length-END_OF_MONTH = end of the month
length-END_OF_NEXT_MONTH = end of the next month
length-END_OF_QUARTER = end of the quarter
length-DAILY_AT = { $days ->
    [working] every working day at { $time }
   *[other] every day at { $time }
}
length-WEEKLY = every { $weekday } at { $time }
length-BEFORE = { $count } { $of } before
length-AT = at { $instant }
label-LeadUnit-CLOCK_MINUTES = minutes
label-LeadUnit-CLOCK_HOURS = hours
label-LeadUnit-WORKING_MINUTES = working minutes
label-LeadUnit-WORKING_HOURS = working hours
label-LeadUnit-WORKING_DAYS = working days
label-LeadUnit-CALENDAR_DAYS = days
