## Tasks

rule-NOT_DISPATCHED = The task is planned and not yet given out.
rule-ALREADY_DISPATCHED = The task has been given out already.
rule-REQUEST_NOT_WORKABLE = The request, in { $status }, does not admit this.
rule-ALREADY_ACKNOWLEDGED = The task has been acknowledged already.
rule-DEPENDENCY_OPEN = Task { $task } has to be delivered first.
rule-DEPENDENCY_CYCLE = These tasks would wait for each other: { $path }.
rule-OUTSIDE_DEPARTMENTS = The person works in none of the departments involved.
rule-DELIVERABLE_MISSING = The task has a delivery standard: attach a deliverable first.
rule-AFTER_REQUEST_DUE = The date lies after the request's own, { $dueOn }: revise the request first.
rule-NOT_LATER = The date is not later than the present one.
rule-EXTENSION_OPEN = An extension has been asked for and is not decided.
rule-EXTENSION_MISSING = No extension waits for a decision.
rule-EXTENSION_TOO_LATE = An extension could be asked for until { $until }; the lead can set a date.
rule-NOT_OVERDUE = The due time has not passed.
rule-ALREADY_ON_RECORD = This is on record already.
rule-UNCHANGED = Nothing would change.

label-TaskStatus-NOT_STARTED = not started
label-TaskStatus-IN_PROGRESS = in progress
label-TaskStatus-NEEDS_SUPPORT = needs support
label-TaskStatus-DELIVERED = delivered
label-TaskStatus-REWORK = rework
label-TaskStatus-COMPLETED = completed
label-TaskStatus-CANCELLED = cancelled
label-ProgressHealth-ON_TRACK = on track
label-ProgressHealth-NEEDS_SUPPORT = needs support
label-ProgressHealth-DELAYED = delayed
label-ExtensionVerdict-OPEN = open
label-ExtensionVerdict-APPROVED = approved
label-ExtensionVerdict-DECLINED = declined
