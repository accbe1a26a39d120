package main

// Guards of what is sent again, when, and at whose expense.

var retryMutants = []mutant{
	{"a write whose answer was lost is sent again", "exchange.go", "TestRetryVectors|TestReadBack", edits{
		"may := o == notDone || o == lost && (x.operation.repeat == harmless || x.options.repeat)",
		"may := o == notDone || o == lost",
	}},
	{"a read whose answer was lost is not repeated", "exchange.go", "TestRetryVectors", edits{
		"o == lost && (x.operation.repeat == harmless || x.options.repeat)", "o == lost && x.options.repeat",
	}},
	{"WithRepeat is not heard", "exchange.go", "TestRetryVectors|TestWithRepeat", edits{
		"(x.operation.repeat == harmless || x.options.repeat)", "(x.operation.repeat == harmless)",
	}},
	{"a write refused with 429 is not repeated", "answer.go", "TestRetryVectors", edits{
		"case status == http.StatusTooManyRequests:\n\t\treturn e, notDone", "case status == http.StatusTooManyRequests:\n\t\treturn e, final",
	}},
	{"a 408 to a write counts as not carried out", "answer.go", "TestRetryVectors", edits{
		"return e, final\n\t\t}\n\t\treturn e, lost", "return e, final\n\t\t}\n\t\treturn e, notDone",
	}},
	{"a 501 to a read is repeated", "answer.go", "TestRetryVectors", edits{
		"if x.operation.repeat == harmless && !passing(status) {", "if false && !passing(status) {",
	}},
	{"a certificate error is repeated", "answer.go", "TestRetryVectors", edits{
		"case isUnsent || isCertificateError(err):", "case isUnsent:",
	}},
	{"an error of a source or a limiter is repeated", "answer.go", "TestRetryVectors|TestSourceFails", edits{
		"case isUnsent || isCertificateError(err):", "case isCertificateError(err):",
	}},
	{"a transport that traces nothing counts as never sent", "transport.go", "TestRetryVectors", edits{
		"return t.wanted.Load() && !t.got.Load()", "return !t.got.Load()",
	}},
	{"a request that reached a connection counts as never sent", "transport.go", "TestRetryVectors", edits{
		"return t.wanted.Load() && !t.got.Load()", "return t.wanted.Load()",
	}},
	{"what one attempt traced counts for the next", "transport.go", "TestEachAttemptIsTracedByItself", edits{
		"\tx.trace.reset()\n", "",
	}},
	{"a later refusal hides that the outcome was lost", "exchange.go", "TestWithRepeat|TestRetryVectors", edits{
		"if outcome == lost && x.operation.repeat == once {\n\t\tx.lost = true\n\t}",
		"x.lost = outcome == lost && x.operation.repeat == once",
	}},
	{"a lost outcome is not ErrOutcomeUnknown", "exchange.go", "TestRetryVectors|TestReadBack", edits{
		"if x.failure != nil && x.lost {", "if false && x.lost {",
	}},
	{"a repeat costs nothing", "exchange.go", "TestRetryVectors|TestOutage", edits{
		"if !x.api.budget.spend() {", "if false {",
	}},
	{"a success earns nothing", "exchange.go", "TestRetryVectors", edits{"x.api.budget.earn()\n", "\n"}},
	{"the budget grows without end", "retry.go", "TestRetryVectors", edits{
		"if tokens >= budgetSize || b.tokens", "if b.tokens",
	}},
	{"the budget is spent below nothing", "retry.go", "TestRetryVectors|TestOutage", edits{
		"if tokens < repeatCost {", "if tokens < 0 {",
	}},
	{"a Retry-After over MaxWait is waited for", "retry.go", "TestRetryVectors|TestWaitStaysInItsRange", edits{
		"if retryAfter > r.MaxWait {", "if false {",
	}},
	{"a Retry-After is not obeyed", "retry.go", "TestRetryVectors|TestWaitStaysInItsRange", edits{
		"return max(drawn, retryAfter), true", "return drawn, true",
	}},
	{"a huge Retry-After wraps around", "retry.go", "TestParseRetryAfter", edits{
		"if seconds > int64(math.MaxInt64/time.Second) {", "if false {",
	}},
	{"a Retry-After in the past is negative", "retry.go", "TestParseRetryAfter", edits{
		"return max(0, time.Until(at))", "return time.Until(at)",
	}},
	{"a wait begins that would pass the deadline", "exchange.go", "TestDeadlineIsNotSleptPast", edits{
		"has && time.Until(deadline) <= wait {", "has && time.Until(deadline) <= 0 {",
	}},
	{"the wait can be shorter than MinWait", "retry.go", "TestRetryVectors|TestWaitStaysInItsRange", edits{
		"drawn := r.MinWait", "drawn := r.MinWait / 2",
	}},
	{"the wait does not grow with the attempts", "retry.go", "TestRetryVectors|TestWaitStaysInItsRange", edits{
		"shifted := r.MinWait << min(attempts, 62); shifted>>min(attempts, 62)", "shifted := r.MinWait << 1; shifted>>1",
	}},
	{"the wait can be longer than MaxWait", "retry.go", "TestRetryVectors|TestWaitStaysInItsRange", edits{
		"upper = min(upper, shifted)", "upper = shifted",
	}},
	{"the wait overflows", "retry.go", "TestWaitStaysInItsRange", edits{
		"shifted>>min(attempts, 62) == r.MinWait && shifted > 0 {", "shifted != 0 {",
	}},
	{"MaxAttempts is not counted", "exchange.go", "TestRetryVectors", edits{
		"if !may || sent >= x.options.retry.MaxAttempts {", "if !may {",
	}},
	{"a negative MaxAttempts is taken", "retry.go", "TestBadOptions", edits{"case r.MaxAttempts < 0:", "case false:"}},
	{"the end of a context hides the last answer", "exchange.go", "TestCancel|TestOverBeforeItBegan", edits{
		"if failure.Status == 0 && x.failure != nil {", "if false {",
	}},
	{"a context that ends in a wait is not told", "exchange.go", "TestCancel", edits{
		"if x.waiting && err != nil {", "if false && err != nil {",
	}},
	{"the cause of a cancellation is not told", "exchange.go", "TestCancel", edits{
		"[]error{x.ctx.Err(), context.Cause(x.ctx)}", "[]error{x.ctx.Err()}",
	}},
	{"an attempt has no time limit", "limit.go", "TestAttemptTimeout", edits{
		"{ l.until = time.Now().Add(d) }", "{ l.until = time.Now().Add(d + 1<<62) }",
	}},
	{"a later attempt has the first one's time", "exchange.go", "TestAttemptTimeout", edits{
		"x.newRequest(x.limit.parent)", "x.newRequest(&x.limit)",
	}},
	{"a shorter limit waits for the longer ones before it", "limit.go", "TestAlarm", edits{
		"if a.at.IsZero() || l.until.Before(a.at) {", "if a.at.IsZero() {",
	}},
	{"an alarm that rang is not set for those left", "limit.go", "TestAlarm", edits{
		"\t\ta.ringAt(next)\n", "",
	}},
	{"an attempt that ended stays with its alarm", "limit.go", "TestAlarm", edits{"if l.place == 0 {", "if true {"}},
	{"an attempt that ended takes another one from the alarm", "limit.go", "TestAlarmKeeps", edits{
		"a.limits[l.place-1], last.place = last, l.place", "a.limits[l.place-1] = last",
	}},
	{"an alarm keeps an attempt alive that ended", "limit.go", "TestAlarmKeeps", edits{
		"a.limits[end], a.limits, l.place = nil, a", "a.limits[end], a.limits, l.place = a.limits[end], a",
	}},
	{"a context that is none of the caller's says why an attempt ended", "transport.go", "TestAttemptTimeoutBelow", edits{
		"if err != nil && x.ctx.Err() == nil && errors.Is(limit.Err()", "if false && errors.Is(limit.Err()",
	}},
	{"what middleware sent before it was refused counts as not sent", "transport.go", "TestMiddlewareThatTurnsElsewhereTooLate", edits{
		"ok && pass.sent.Load() {", "ok && false {",
	}},
	{"an answer without a body is none", "transport.go", "TestMiddlewareThatAnswersWithoutABody", edits{
		"if response.Body == nil {\n\t\tresponse.Body = http.NoBody // as net/http's client takes it\n\t}",
		"if response.Body == nil {\n\t\treturn http.ErrBodyNotAllowed\n\t}",
	}},
	{"a timer of a bubble serves another", "limit.go", "TestLimitsOfABubbleHaveTheirOwnTimers", edits{
		"return t == t.Round(0)", "return t.IsZero()",
	}},
	{"what hangs below a limit outlives it", "limit.go", "TestLimit", edits{"if cancel != nil {", "if false {"}},
	{"who leaves a limit is still called", "limit.go", "TestWhoLeavesALimit", edits{"l.children[at] = nil", ""}},
	{"an http.Client's own limit is not an attempt's", "transport.go", "TestHTTPClientTimeoutIsAnAttempts", edits{
		"timeout = min(timeout, client.Timeout)", "timeout = max(timeout, client.Timeout)",
	}},
	{"an attempt that was not sent is counted", "transport.go", "TestSource|TestMiddleware", edits{"x.attempts--\n", "\n"}},
	{"the limiter is not asked for reads", "transport.go", "TestLimiter", edits{
		"limiter := x.api.wire.limiter; limiter != nil {", "limiter := x.api.wire.limiter; limiter != nil && x.operation.repeat == once {",
	}},
	{"the limiter is not asked for read-backs", "transport.go", "TestLimiter|TestReadBack", edits{
		"limiter := x.api.wire.limiter; limiter != nil {", "limiter := x.api.wire.limiter; limiter != nil && x.options.response == nil {",
	}},
	{"the limiter is not asked for refreshes", "transport.go", "TestLimiterIsAskedForRefreshes", edits{
		"limiter := x.api.wire.limiter; limiter != nil {", "limiter := x.api.wire.limiter; limiter != nil && !x.operation.anonymous {",
	}},
	{"the first attempt cannot be rewound", "transport.go", "TestEveryBodyCanBeRewound", edits{
		"request.Body, _ = request.GetBody() // which never fails", "request.Body, _ = request.GetBody()\n\t\trequest.GetBody = nil",
	}},
	{"a repeat cannot be rewound", "exchange.go", "TestEveryBodyCanBeRewound", edits{
		"response, err := x.api.wire.retrier.Do", "request.GetBody = nil\n\tresponse, err := x.api.wire.retrier.Do",
	}},
	{"the second attempt does not wait", "exchange.go", "TestWait|TestBackoff|TestRetry", edits{
		"\tif err := x.pause(); err != nil {\n\t\treturn err\n\t}\n\trequest := retry", "\trequest := retry",
	}},
	{"a failing call closes the pool's connections", "transport.go", "TestFailingCallsCloseNobodysConnections", edits{
		"// RoundTrip makes one of the other attempts.",
		"func (t attemptTransport) CloseIdleConnections() {\n\t(&http.Client{Transport: t.base}).CloseIdleConnections()\n}\n\n// RoundTrip makes one of the other attempts.",
	}},
}
