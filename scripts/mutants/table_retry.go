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
		"case isCertificateError(err):", "case false:",
	}},
	{"an error of a source or a limiter is repeated", "answer.go", "TestRetryVectors|TestSourceFails", edits{
		"return x.readUnsent(err).because(err, words), final", "return x.readUnsent(err).because(err, words), lost",
	}},
	{"a transport that traces nothing counts as never sent", "transport.go", "TestRetryVectors", edits{
		"return t.wanted.Load() && !t.got.Load()", "return !t.got.Load()",
	}},
	{"a request that reached a connection counts as never sent", "transport.go", "TestRetryVectors", edits{
		"return t.wanted.Load() && !t.got.Load()", "return t.wanted.Load()",
	}},
	{"what one attempt traced counts for the next", "transport.go", "TestRetryVectors", edits{
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
		"if !x.pay() {", "if false {",
	}},
	{"a healthy answer gives nothing back", "exchange.go", "TestRetryVectors", edits{"x.api.budget.Refund(x.taken)\n", "\n"}},
	{"a failing answer gives back what it cost", "exchange.go", "TestRetryVectors|TestOutage", edits{
		"retry.Healthy(x.answer.status) {", "x.answer.status > 0 {",
	}},
	{"a body that broke off gives back what it cost", "exchange.go", "TestRetryVectors|TestAFailureBefore", edits{
		"err == nil && x.answer.cut == nil && retry", "err == nil && retry",
	}},
	{"what a repeat took comes back twice", "exchange.go", "TestARefreshGivesBackOnce", edits{"\t\tx.taken = 0\n", ""}},
	{"a read-back that was answered costs", "exchange.go", "TestReadBack", edits{"if x.options.look {", "if false {"}},
	{"an empty budget is not said", "exchange.go", "TestEmptyBudget|TestReadBackNotBegun", edits{
		"x.failure.because(retry.ErrBudgetEmpty, retry.ErrBudgetEmpty.Error())", "_ = retry.ErrBudgetEmpty",
	}},
	{"an empty budget is said twice", "exchange.go", "TestReadBackNotBegun", edits{
		"if !errors.Is(x.failure, retry.ErrBudgetEmpty) {", "if true {",
	}},
	{"the budget grows without end", "internal/retry/budget.go", "TestRefund|TestBudget", edits{
		"min(Capacity, tokens+int64(max(1, taken)))", "tokens + int64(max(1, taken))",
	}},
	{"an answer without a repeat gives nothing back", "internal/retry/budget.go", "TestRefund|TestTake", edits{
		"int64(max(1, taken))", "int64(taken)",
	}},
	{"the budget is taken below nothing", "internal/retry/budget.go", "TestTake", edits{
		"if tokens < Cost {", "if tokens < 0 {",
	}},
	{"a 429 is a healthy answer", "internal/retry/budget.go", "TestHealthy", edits{
		"case http.StatusRequestTimeout, http.StatusTooManyRequests:", "case http.StatusRequestTimeout:",
	}},
	{"a redirect is a healthy answer", "internal/retry/budget.go", "TestHealthy", edits{
		"status/100 == 2 || status/100 == 4", "status/100 >= 2 && status/100 <= 4",
	}},
	{"a Retry-After over MaxWait is waited for", "internal/retry/policy.go", "TestWait", edits{
		"if retryAfter > p.MaxWait {", "if false {",
	}},
	{"a Retry-After is not obeyed", "internal/retry/policy.go", "TestWait", edits{
		"return max(wait, retryAfter), true", "return wait, true",
	}},
	{"a huge Retry-After wraps around", "internal/retry/after.go", "TestAfter", edits{
		"if seconds > int64(math.MaxInt64/time.Second) {", "if seconds == math.MaxInt64 {",
	}},
	{"a fraction of a Retry-After is dropped", "internal/retry/after.go", "TestAfter", edits{
		"if strings.Trim(fraction, \"0\") != \"\" {", "if false {",
	}},
	{"of several Retry-Afters the last counts", "internal/retry/after.go", "TestAfter", edits{
		"longest, readable = max(longest, wait), true", "longest, readable = wait, true",
	}},
	{"of several lines of Retry-After the first counts", "internal/retry/after.go", "TestAfterOfSeveralLines", edits{
		"range header.Values(\"Retry-After\") {", "range []string{header.Get(\"Retry-After\")} {",
	}},
	{"a date is cut at its comma", "internal/retry/after.go", "TestAfter", edits{
		"used = min(2, len(parts))", "used = 1",
	}},
	{"what stands beside a Retry-After that cannot be read is not read", "internal/retry/after.go", "TestAfter", edits{
		"parts = parts[max(1, used):]", "if used == 0 {\n\t\t\t\tbreak\n\t\t\t}\n\t\t\tparts = parts[used:]",
	}},
	{"a date is counted by our clock", "internal/retry/after.go", "TestADate", edits{
		"parseDate(header.Get(\"Date\")); ok {", "parseDate(header.Get(\"Date\")); ok && false {",
	}},
	{"a date is of any zone", "internal/retry/after.go", "TestAfter", edits{
		`"Monday, 02-Jan-06 15:04:05 GMT"`, "time.RFC850",
	}},
	{"X-RateLimit-Reset is waited for in place of a Retry-After", "internal/retry/after.go", "TestReset", edits{
		"if readable || !resetCounts {", "if !resetCounts {",
	}},
	{"X-RateLimit-Reset counts where it does not", "internal/retry/after.go", "TestReset", edits{
		"if readable || !resetCounts {", "if readable {",
	}},
	{"a point in time is waited for", "internal/retry/after.go", "TestReset", edits{"if reset > maxReset {", "if false {"}},
	{"any API's X-RateLimit-Reset is waited for", "retry.go", "TestReset", edits{"a.resetInSeconds && status", "status"}},
	{"any answer's X-RateLimit-Reset is waited for", "retry.go", "TestReset", edits{" && status == http.StatusTooManyRequests", " && status > 0"}},
	{"a wait begins that would pass the deadline", "exchange.go", "TestDeadlineIsNotSleptPast", edits{
		"has && time.Until(deadline) <= wait {", "has && time.Until(deadline) <= 0 {",
	}},
	{"the wait can be shorter than MinWait", "internal/retry/policy.go", "TestWait", edits{
		"wait := p.MinWait", "wait := p.MinWait / 2",
	}},
	{"the wait does not grow with the attempts", "internal/retry/policy.go", "TestWait", edits{
		"doubled := p.MinWait << min(attempts, 62); doubled>>min(attempts, 62)", "doubled := p.MinWait << 1; doubled>>1",
	}},
	{"the wait can be longer than MaxWait", "internal/retry/policy.go", "TestWait", edits{
		"longest = min(longest, doubled)", "longest = doubled",
	}},
	{"the wait overflows", "internal/retry/policy.go", "TestWaitStaysInItsRange", edits{
		"doubled>>min(attempts, 62) == p.MinWait && doubled > 0 {", "doubled != 0 {",
	}},
	{"MaxAttempts is not counted", "exchange.go", "TestRetryVectors", edits{
		"if !may || sent >= x.options.retry.MaxAttempts {", "if !may {",
	}},
	{"a negative MaxAttempts is taken", "internal/retry/policy.go", "TestWithDefaults", edits{"case p.MaxAttempts < 0:", "case false:"}},
	{"the end of a context hides the last answer", "exchange.go", "TestCancel|TestOverBeforeItBegan", edits{
		"\t\tfailure = cmp.Or(x.failure, failure)\n", "",
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
	{"an http.Client's own limit is not an attempt's", "transport.go", "TestAClientsTimeoutIsAnAttempts", edits{
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
