package main

// Guards of what is sent again, when, and at whose expense.

var retryMutants = []mutant{
	{"a write whose answer was lost is sent again", "internal/call/plan.go", "TestRetryVectors|TestReadBack", edits{
		"may := o == notProcessed || o == unknown && p.mayRepeat", "may := o == notProcessed || o == unknown",
	}},
	{"a read whose answer was lost is not repeated", "internal/call/call.go", "TestRetryVectors", edits{
		"mayRepeat: endpoint.Idempotent || o.Repeat}", "mayRepeat: o.Repeat}",
	}},
	{"WithRepeat is not heard", "internal/call/call.go", "TestRetryVectors|TestWithRepeat", edits{
		"mayRepeat: endpoint.Idempotent || o.Repeat}", "mayRepeat: endpoint.Idempotent}",
	}},
	{"a write refused with 429 is not repeated", "internal/call/outcome.go", "TestRetryVectors", edits{
		"case status == http.StatusTooManyRequests:\n\t\treturn f, notProcessed", "case status == http.StatusTooManyRequests:\n\t\treturn f, final",
	}},
	{"a 408 to a write counts as not carried out", "internal/call/outcome.go", "TestRetryVectors", edits{
		"return f, final\n\t\t}\n\t\treturn f, unknown", "return f, final\n\t\t}\n\t\treturn f, notProcessed",
	}},
	{"a 501 to a read is repeated", "internal/call/outcome.go", "TestRetryVectors", edits{
		"if a.request.endpoint.Idempotent && !retryableStatus(status) {", "if false && !retryableStatus(status) {",
	}},
	{"what TLS refuses is asked for again", "internal/call/outcome.go", "TestRetryVectors", edits{
		"case fateUnknown:\n\t\treturn f, unknown", "case fateUnknown, fateTLSRefused:\n\t\treturn f, unknown",
	}},
	{"what never reached a server is not sent again", "internal/call/outcome.go", "TestRetryVectors", edits{
		"case fateNotProcessed:\n\t\treturn f, notProcessed", "case fateNotProcessed:\n\t\treturn f, unknown",
	}},
	{"an error of a source or a limiter is repeated", "internal/call/call.go", "TestRetryVectors|TestSourceFails", edits{
		"return c.notSent(err), final", "return c.notSent(err), unknown",
	}},
	{"what middleware answers by itself is asked for again", "internal/call/outcome.go", "TestMiddlewareThatAnswersByItself|TestABreaker", edits{
		"case a.fate == fateNotReached: //", "case false: //",
	}},
	{"middleware's answer in place of a lost one is the write's", "internal/call/outcome.go", "TestMiddlewareThatAnswersForALostAnswer", edits{
		"case a.inDoubt && !", "case false && !",
	}},
	{"a read whose success cannot be read is repeated", "internal/call/outcome.go", "TestASuccessThatCannotBeRead", edits{
		"if a.request.endpoint.Idempotent {\n\t\treturn final", "if a.request.endpoint.Idempotent {\n\t\treturn unknown",
	}},
	{"a write whose success cannot be read has a known outcome", "internal/call/outcome.go", "TestBad", edits{
		"return final\n\t}\n\treturn unknown", "return final\n\t}\n\treturn final",
	}},
	{"a later refusal hides that the outcome was lost", "internal/call/call.go", "TestWithRepeat|TestRetryVectors", edits{
		"if outcome == unknown && !c.request.endpoint.Idempotent {\n\t\tc.mayHaveHappened = true\n\t}",
		"c.mayHaveHappened = outcome == unknown && !c.request.endpoint.Idempotent",
	}},
	{"a lost outcome is not ErrOutcomeUnknown", "internal/call/call.go", "TestRetryVectors|TestReadBack", edits{
		"if c.failure != nil && c.mayHaveHappened {", "if false && c.mayHaveHappened {",
	}},
	{"a repeat costs nothing", "internal/call/plan.go", "TestRetryVectors|TestOutage", edits{"return wait, p.pay(f)", "return wait, true"}},
	{"a healthy answer gives nothing back", "internal/call/plan.go", "TestRetryVectors|TestSuccessGivesBack", edits{"p.budget.Refund(p.taken)\n", "\n"}},
	{"a failing answer gives back what it cost", "internal/call/plan.go", "TestRetryVectors|TestOutage", edits{
		"retry.Healthy(r.status) {", "r.status > 0 {",
	}},
	{"a body that broke off gives back what it cost", "internal/call/plan.go", "TestRetryVectors|TestAFailureBefore", edits{
		"if r.bodyErr == nil && retry", "if retry",
	}},
	{"what middleware answers gives back what a repeat cost", "internal/call/call.go", "TestWhatMiddlewareAnswers", edits{
		"if err == nil && gotResponse {", "if err == nil {",
	}},
	{"what a repeat took comes back twice", "internal/call/plan.go", "TestARefreshGivesBackOnce", edits{"\t\tp.taken = 0\n", ""}},
	{"a read-back that was answered costs", "internal/call/call.go", "TestReadBack", edits{"if o.Prepaid {", "if false {"}},
	{"an empty budget is not said", "internal/call/plan.go", "TestEmptyBudget|TestReadBackNotBegun", edits{
		"f.withCause(words, retry.ErrBudgetEmpty)", "_ = retry.ErrBudgetEmpty",
	}},
	{"an empty budget is said twice", "internal/call/plan.go", "TestReadBackNotBegun", edits{
		"!slices.Contains(f.Reasons, words) {", "!slices.Contains(f.Reasons[:0], words) {",
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
		" && status != http.StatusTooManyRequests", "",
	}},
	{"a redirect is a healthy answer", "internal/retry/budget.go", "TestHealthy", edits{
		"class == 2 || class == 4", "class >= 2 && class <= 4",
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
		"if readable || !useReset {", "if readable && false || !useReset {",
	}},
	{"X-RateLimit-Reset counts where it does not", "internal/retry/after.go", "TestReset", edits{
		"if readable || !useReset {", "if readable {",
	}},
	{"a point in time is waited for", "internal/retry/after.go", "TestReset", edits{"if reset > maxReset {", "if false {"}},
	{"any API's X-RateLimit-Reset is waited for", "internal/call/outcome.go", "TestReset", edits{"a.request.api.ResetInSeconds && f.Status", "f.Status"}},
	{"any answer's X-RateLimit-Reset is waited for", "internal/call/outcome.go", "TestReset", edits{" && f.Status == http.StatusTooManyRequests\n", "\n"}},
	{"a wait begins that would pass the deadline", "internal/call/plan.go", "TestDeadlineIsNotSleptPast", edits{
		"has && time.Until(deadline) <= wait {", "has && time.Until(deadline) <= 0 {",
	}},
	{"a wait outlives its context", "internal/call/plan.go", "TestCancelInBackoff", edits{"case <-ctx.Done():", "case <-make(chan bool):"}},
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
	{"MaxAttempts is not counted", "internal/call/plan.go", "TestRetryVectors", edits{
		"if !may || sent >= p.policy.MaxAttempts {", "if !may {",
	}},
	{"a negative MaxAttempts is taken", "internal/retry/policy.go", "TestWithDefaults", edits{"case p.MaxAttempts < 0:", "case false:"}},
	{"the end of a context hides the last answer", "internal/call/call.go", "TestCancel|TestOverBeforeItBegan", edits{
		"\t\tif c.failure != nil {\n\t\t\tfailure = c.failure\n\t\t}\n", "",
	}},
	{"a context that ends in a wait is not told", "internal/call/call.go", "TestCancel", edits{
		"\tif err != nil { // the context ended", "\tif err != nil && false { // the context ended",
	}},
	{"the cause of a cancellation is not told", "internal/call/redaction.go", "TestCancel", edits{
		"[]error{ctx.Err(), context.Cause(ctx)}", "[]error{ctx.Err()}",
	}},
	{"an attempt has no time limit", "internal/call/attempt.go", "TestAttemptTimeout", edits{
		"context.WithTimeout(callContext, timeout)", "context.WithTimeout(callContext, 1<<62)",
	}},
	{"an attempt that ran out of its time does not say so", "internal/call/attempt.go", "TestATimeoutByAnyOtherName", edits{
		"return asTimeout(ctx, err)", "return err",
	}},
	{"a body that ran out of its time does not say so", "internal/call/attempt.go", "TestATimeoutByAnyOtherName", edits{
		"\t\tinto.bodyErr = asTimeout(ctx, into.bodyErr)\n", "",
	}},
	{"a context that is none of the caller's says why an attempt ended", "internal/call/attempt.go", "TestATimeoutB", edits{
		"if errors.Is(err, context.Canceled) {", "if false {",
	}},
	{"an answer without a body is none", "internal/call/response.go", "TestAnAnswerWithoutABody", edits{
		"as net/http's client takes it\n", "as net/http's client takes it\n\t\tr.bodyErr = io.ErrUnexpectedEOF\n",
	}},
	{"no answer and no error is a success", "internal/call/attempt.go", "TestATransportThatBringsNothing", edits{"\t\terr = errNoResponse\n", ""}},
	{"an http.Client's own limit is not an attempt's", "client.go", "TestAClientsTimeoutIsAnAttempts", edits{
		"min(defaultTimeout, c.httpClient.Timeout)", "max(defaultTimeout, c.httpClient.Timeout)",
	}},
	{"an attempt that was not sent is counted", "internal/call/call.go", "TestSource|TestMiddleware", edits{
		"if c.attempt.middleware.conclude() {", "if c.attempt.middleware.conclude() || true {",
	}},
	{"an attempt that failed is not counted", "internal/call/call.go", "TestAnErrorCountsItsAttempts|TestRetryVectors", edits{
		"if c.attempt.middleware.conclude() {", "if c.attempt.middleware.conclude() && err == nil {",
	}},
	{"the limiter is not asked for reads", "internal/call/attempt.go", "TestLimiter", edits{
		"limiter := api.Pipeline.Limiter; limiter != nil {", "limiter := api.Pipeline.Limiter; limiter != nil && !a.request.endpoint.Idempotent {",
	}},
	{"the limiter is not asked for read-backs", "internal/call/attempt.go", "TestLimiter|TestReadBack", edits{
		"limiter := api.Pipeline.Limiter; limiter != nil {", "limiter := api.Pipeline.Limiter; limiter != nil && !callOf(ctx).options.AsReadBack {",
	}},
	{"the limiter is not asked for refreshes", "internal/call/attempt.go", "TestLimiterIsAskedForRefreshes", edits{
		"limiter := api.Pipeline.Limiter; limiter != nil {", "limiter := api.Pipeline.Limiter; limiter != nil && !a.request.endpoint.NoAuth {",
	}},
	{"an attempt begins on a context that is over", "internal/call/attempt.go", "TestOverBeforeItBegan", edits{
		"if err := ctx.Err(); err != nil {", "if err := ctx.Err(); false {",
	}},
	{"a request is sent although the context ended before it", "internal/call/attempt.go", "TestAWriteThatWasNotSent", edits{"err = ctx.Err() //", "err = nil //"}},
	{"a request is sent although middleware outlasted the attempt", "internal/call/wire.go", "TestAWriteThatWasNotSent", edits{
		"if err := signed.Context().Err(); err != nil {", "if err := signed.Context().Err(); false {",
	}},
	{"nobody knows what became of a request that was not sent", "internal/call/wire.go", "TestAWriteThatWasNotSent", edits{"\t\ts.notBegun()\n", ""}},
	{"an attempt's body cannot be rewound", "internal/call/request.go", "TestEveryBodyCanBeRewound", edits{
		"plain.Body, _ = plain.GetBody() // which never fails", "plain.Body, _ = plain.GetBody()\n\t\tplain.GetBody = nil",
	}},
	{"the second attempt does not wait", "internal/call/pipeline.go", "TestRetryAfterIsObeyed|TestWaits|TestCancelInBackoff", edits{
		"return pause(c, c.wait)", "return pause(c, 0)",
	}},
	{"a failing call closes the pool's connections", "internal/call/pipeline.go", "TestAWaitThatEndsEarlyClosesNobodysConnections", edits{
		"Transport: attemptTransport{}}", "Transport: closer{attemptTransport{}, p}}",
		"type attemptTransport struct{}\n",
		"type attemptTransport struct{}\n\ntype closer struct {\n\tattemptTransport\n\tp *Pipeline\n}\n\n" +
			"func (c closer) CloseIdleConnections() { (&http.Client{Transport: c.p.Transport}).CloseIdleConnections() }\n",
	}},
}
