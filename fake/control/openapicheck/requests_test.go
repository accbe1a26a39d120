package openapicheck

// Requests: what the fake takes validates, and what it refuses for its form does not.

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/stretchr/testify/assert"
)

func TestRequestsAreDescribed(t *testing.T) {
	t.Parallel()
	v := newValidator(t, requestDocument(t))
	taken, refused, unsaid := 0, 0, 0
	used := map[string]bool{}
	for _, e := range exchanges(t) {
		input := v.input(t, e)
		isTaken, isRefused := e.Status < http.StatusMultipleChoices, e.Status == http.StatusBadRequest
		if input == nil || !isTaken && !isRefused {
			continue
		}
		err := openapi3filter.ValidateRequest(t.Context(), input)
		if i := ruleFor(e); i >= 0 {
			rule := unsayable[i]
			used[rule.rule] = true
			if !rule.byDecoder {
				assert.Equal(t, isRefused, err == nil, "%s: the document says it, and %q need not be listed for this: %v", e.Case, rule.rule, err)
			}
			unsaid++
			continue
		}
		if isTaken {
			assert.NoError(t, err, "%s: was taken", e.Case)
			taken++
		} else {
			assert.Error(t, err, "%s: was refused: %s", e.Case, e.Header.Get("X-Fake-Reason"))
			refused++
		}
	}
	for _, one := range unsayable {
		assert.True(t, used[one.rule], "no case needs the rule: %s", one.rule)
	}
	t.Logf("%d requests that were taken validate, %d that were refused do not; %d go by the %d rules that cannot be said", taken, refused, unsaid, len(unsayable))
}

// ruleFor is the rule for a case that cannot be said, -1 if the document says all.
func ruleFor(e exchange) int {
	for i, one := range unsayable {
		if one.status == e.Status && regexp.MustCompile(one.cases).MatchString(e.Case) {
			return i
		}
	}
	return -1
}
