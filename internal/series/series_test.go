package series

// What a method's requests count together, and what becomes of them, against a transport that answers by a script.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errNobody = errors.New("nobody")

var (
	find   = call.Endpoint{Name: "Texts.Ensure", Method: http.MethodGet, Route: "/v1/texts", Idempotent: true, Cases: map[int]error{http.StatusNotFound: errNobody}}
	create = call.Endpoint{Name: "Texts.Ensure", Method: http.MethodPost, Route: "/v1/texts"}
)

// script answers each request with its next line: a status and a body.
type script struct {
	lines []string
	sent  []string // method and query of each request
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.sent = append(s.sent, strings.TrimSpace(r.Method+" "+r.URL.RawQuery))
	if len(s.lines) == 0 {
		return nil, errors.New("the script has ended")
	}
	status, body, _ := strings.Cut(s.lines[0], " ")
	s.lines = s.lines[1:]
	code, err := strconv.Atoi(status)
	header := http.Header{"X-Request-Id": {"req_" + strconv.Itoa(len(s.sent))}}
	return &http.Response{StatusCode: code, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, err
}

// play is the requests of a method that a script answers.
func play(t *testing.T, lines ...string) (*Requests, *script) {
	t.Helper()
	transport := &script{lines: lines}
	t.Cleanup(func() { assert.Empty(t, transport.lines, "not asked for") })
	base, err := call.ParseBaseURL("https://api.example", false)
	require.NoError(t, err)
	policy, err := retry.Policy{MaxAttempts: 1}.WithDefaults()
	require.NoError(t, err)
	api := &call.API{
		Spec: &call.Spec{
			Name: "Test API",
			Decode: func(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
				return call.Envelope{}, data.Decode(d)
			},
			Classify: func(_ call.Envelope, _ call.Data, valid bool) call.Classification {
				return map[bool]call.Classification{true: call.Accepted, false: call.Malformed}[valid]
			},
			ParseError: func(body []byte, f *call.Failure) bool { f.Code = string(body); return f.Code != "" },
		},
		Base: base, Budget: retry.NewBudget(),
		Credential: &call.Credential{
			Authorize: func(context.Context, *call.API, string) (call.Authorization, error) {
				return call.Authorization{Fields: func() []call.Field { return nil }}, nil
			},
			Secrets: func() []string { return nil },
		},
		Pipeline: call.Assemble(&call.Pipeline{
			Transport: transport, Jitter: func(int64) int64 { return 0 },
			AsError: func(f *call.Failure) error { return errors.New(f.Summary()) },
		}),
	}
	return New(api, call.Options{Policy: policy, Timeout: 30e9}), transport
}

func text(endpoint *call.Endpoint) call.Request[string] {
	return call.Request[string]{Endpoint: endpoint, Decode: (*jsonread.Decoder).String}
}

// summary is the status, the request ID and the attempts of a report.
func summary(r *call.Report) string { return fmt.Sprint(r.Status, " ", r.RequestID, " ", r.Attempts) }

func TestASeriesCountsAllItsSends(t *testing.T) {
	t.Parallel()
	requests, _ := play(t, `200 "a"`, `404 GONE`, `500 DOWN`)
	value, failure := Do(t.Context(), requests, text(&find))
	require.Nil(t, failure)
	assert.Equal(t, "a", *value)
	value, failure = Find(t.Context(), requests, text(&find), errNobody)
	require.Nil(t, failure)
	assert.Nil(t, value, "the API's word that there is nobody is no failure")
	_, failure = Find(t.Context(), requests, text(&find), errNobody)
	require.NotNil(t, failure)
	assert.Equal(t, 3, failure.Attempts)
	assert.Equal(t, "500 req_3 3", summary(&requests.Last))
}

func TestAnOptionThatIsWrongSendsNothing(t *testing.T) {
	t.Parallel()
	requests, transport := play(t)
	wrong := &call.ArgumentError{Kind: call.InvalidArgument, Problem: "an option"}
	requests.Options.ArgErr = wrong
	r := text(&find)
	r.ArgErr = errors.New("an argument")
	_, failure := Do(t.Context(), requests, r)
	require.NotNil(t, failure)
	assert.Equal(t, wrong, failure.Cause, "the option is named first")
	assert.Empty(t, transport.sent)
}

// ensureText is an Ensure whose explanation is a reason alone.
func ensureText(requests *Requests) *Ensure[string] {
	return &Ensure[string]{
		Requests: requests,
		Find: func(ctx context.Context) (*string, *call.Failure) {
			return Find(ctx, requests, text(&find), errNobody)
		},
		Create: text(&create),
		Explain: func(_ context.Context, refusal *call.Failure) (*string, *call.Failure) {
			refusal.AddReason("nobody found")
			return nil, nil
		},
	}
}

func TestEnsure(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answers []string
		sent    []string
		value   string // "" for a failure
		code    string
		report  string
		reasons []string
	}{
		"there already":   {[]string{`200 "old"`}, []string{"GET"}, "old", "", "200 req_1 1", nil},
		"created":         {[]string{`404 GONE`, `201 "new"`}, []string{"GET", "POST"}, "new", "", "201 req_2 2", nil},
		"the look failed": {[]string{`500 DOWN`}, []string{"GET"}, "", "DOWN", "500 req_1 1", nil},
		"made by another": {[]string{`404 GONE`, `400 TAKEN`, `200 "theirs"`}, []string{"GET", "POST", "GET"}, "theirs", "", "200 req_3 3", nil},
		"the refusal stands": {
			[]string{`404 GONE`, `400 BAD`, `404 GONE`}, []string{"GET", "POST", "GET"}, "", "BAD",
			"400 req_2 3", []string{"nobody found"},
		},
		"the second look failed": {
			[]string{`404 GONE`, `400 BAD`, `500 DOWN`}, []string{"GET", "POST", "GET"}, "", "DOWN",
			"500 req_3 3", []string{"the API had refused to make the user, 400 BAD"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests, transport := play(t, row.answers...)
			value, failure := ensureText(requests).Run(t.Context())
			assert.Equal(t, row.sent, transport.sent)
			assert.Equal(t, row.report, summary(&requests.Last))
			if row.code == "" {
				require.Nil(t, failure)
				assert.Equal(t, row.value, *value)
				return
			}
			require.NotNil(t, failure)
			assert.Equal(t, row.code, failure.Code)
			assert.Equal(t, requests.Last.Attempts, failure.Attempts)
			assert.Subset(t, failure.Reasons, row.reasons)
		})
	}
}

func TestEnsureCompletesWhomItCreated(t *testing.T) {
	t.Parallel()
	requests, _ := play(t, `404 GONE`, `201 "id"`, `200 "whole"`)
	e := ensureText(requests)
	e.Complete = func(ctx context.Context, created *string) (*string, *call.Failure) {
		assert.Equal(t, "id", *created)
		return Do(ctx, requests, text(&find))
	}
	value, failure := e.Run(t.Context())
	require.Nil(t, failure)
	assert.Equal(t, "whole", *value)
}
