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

rule-PASSWORD_TOO_SHORT = A password has at least { $min } characters.
rule-PASSWORD_GUESSABLE = This password can be guessed: no date, no number, nothing that is often chosen and nothing that the company knows of you. Several words that do not belong together are good.
rule-PASSWORD_UNCHANGED = This is the present password.
rule-ROLE_MISSING = Your roles do not include this.
rule-OWN_MATTER = Nobody decides on an application or delivery of their own.
rule-NOT_ACTIVE = This person's account is not active.
rule-WRONG_STATUS = The present status does not admit this.

## Rules: wording and dates

rule-VAGUE_WORDING = Name a date or a standard instead of wording such as “as soon as possible”.
rule-IN_THE_PAST = The date is before today.
rule-OUTSIDE_WINDOW = The date lies outside the dates around it.
rule-NOT_A_WORKING_DAY = The date is not a working day: it is due at the midnight that ends it.

## Codes of top-level errors

label-ErrorCode-GRAPHQL_PARSE_FAILED = The document is not GraphQL.
label-ErrorCode-GRAPHQL_VALIDATION_FAILED = The document does not fit the schema.
label-ErrorCode-BAD_USER_INPUT = A variable, an argument or the request around the document is wrong.
label-ErrorCode-OPERATION_NOT_FOUND = The document has no such operation, or several and none is named.
label-ErrorCode-UNAUTHENTICATED = Sign in: nobody is, or the token does not hold.
label-ErrorCode-FORBIDDEN = You may not ask this at all.
label-ErrorCode-INVALID_ID = An ID is of another kind, or none at all.
label-ErrorCode-INVALID_CURSOR = A cursor belongs to another list, order or filter.
label-ErrorCode-CURSOR_EXPIRED = The cursor is no longer known; read afresh.
label-ErrorCode-RATE_LIMITED = Too many calls or streams at once; try again later.
label-ErrorCode-COST_EXCEEDED = The call would cost more than one call may; ask for less.
label-ErrorCode-DEPTH_EXCEEDED = Fields, brackets or values lie too deep inside each other.
label-ErrorCode-PERSISTED_QUERY_NOT_FOUND = No document is stored under this hash.
label-ErrorCode-PERSISTED_QUERY_ONLY = Only stored documents are taken.
label-ErrorCode-TIMEOUT = No answer in time; a change that has begun still runs to its end.
label-ErrorCode-UNAVAILABLE = The server cannot answer now; try again.
label-ErrorCode-INTERNAL = Something went wrong on the server.

## Rules: calendar

rule-HOURS_OVERLAP = The hours of this day overlap.
rule-CLOSES_BEFORE_OPENING = The closing has to be after the opening.
rule-NOBODY_WORKS = A working calendar needs hours on at least one weekday.
