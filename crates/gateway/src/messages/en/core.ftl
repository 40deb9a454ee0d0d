## What each kind of refusal says as a whole

refusal-NOT_FOUND = There is nothing like that here.
refusal-STATE_CONFLICT = The present status “{ $status }” does not admit this.
refusal-VERSION_CONFLICT = Somebody else has changed this: its version is now { $current }.
refusal-IDEMPOTENCY_MISMATCH = This idempotency key was used with another input.
refusal-LIMIT_EXCEEDED = Over the limit: at most { $limit } items.

## Rules: any field

rule-REQUIRED = This is required.
rule-TOO_LONG = At most { $max } characters are allowed.
rule-TOO_MANY = At most { $max } items are allowed.
rule-TOO_FEW = At least { $min } items are needed.
rule-FORBIDDEN_CHARACTER = The character { $character } may not stand here.
rule-OUT_OF_RANGE = The value must lie between { $min } and { $max }.
rule-MALFORMED = The value does not have the right form.
rule-DUPLICATE = The same thing stands twice in the list.
rule-UNKNOWN = There is no such thing.
rule-ID_TAKEN = The chosen ID cannot be used.

## Rules: access

rule-ROLE_MISSING = Your roles do not include this.
rule-OWN_MATTER = Nobody decides on an application or delivery of their own.
rule-NOT_ACTIVE = This person's account is not active.
rule-WRONG_STATUS = The present status does not admit this.

## Rules: wording and dates

rule-VAGUE_WORDING = Name a date or a standard instead of wording such as “as soon as possible”.
rule-IN_THE_PAST = The date is before today.
rule-OUTSIDE_WINDOW = The date lies outside the dates around it.
rule-NOT_A_WORKING_DAY = The date is not a working day: it is due at the midnight that ends it.
