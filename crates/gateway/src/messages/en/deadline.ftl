## Deadlines

label-DeadlineState-RUNNING = running
label-DeadlineState-PAUSED = paused
label-DeadlineState-MET = kept
label-DeadlineState-BREACHED = overdue
label-DeadlineState-CANCELLED = cancelled

label-DeadlineKind-REVIEW = first review
label-DeadlineKind-RESPONSE = answer
label-DeadlineKind-PLAN = plan
label-DeadlineKind-CLARIFICATION = clarification
label-DeadlineKind-REROUTE = another department
label-DeadlineKind-LIAISON = new liaison
label-DeadlineKind-SIGN_OFF = signature
label-DeadlineKind-RESOURCE_DECISION = decision on a resource
label-DeadlineKind-COMPLETION = rest of the form
label-DeadlineKind-BREAKDOWN = break-down into tasks
label-DeadlineKind-REQUEST_DUE = request due
label-DeadlineKind-ACCEPTANCE = acceptance
label-DeadlineKind-RATING = rating
label-DeadlineKind-TAKE_UP = disagreement to be taken up
label-DeadlineKind-RULING = ruling
label-DeadlineKind-WEEKLY_LOOK = weekly look
label-DeadlineKind-WEEKLY_TRACKING = weekly tracking
label-DeadlineKind-ACKNOWLEDGE = acknowledgement of a task
label-DeadlineKind-DAILY = daily progress
label-DeadlineKind-TASK_DUE = task due
label-DeadlineKind-DELAY_EXPLAINED = reason of a delay
label-DeadlineKind-EXTENSION = decision on a new date
label-DeadlineKind-REWORK = rework
label-DeadlineKind-PROBLEM_RESPONSE = problem to be taken up
label-DeadlineKind-PROBLEM_RESOLUTION = solution of a problem
label-DeadlineKind-PROBLEM_CONFIRM = word on a solution
label-DeadlineKind-NOTICE = notice of a meeting
label-DeadlineKind-MINUTES = minutes
label-DeadlineKind-MINUTES_CONFIRM = word on minutes
label-DeadlineKind-CORRECTION = answer to an objection
