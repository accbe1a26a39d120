package fake_test

// The harness of the contract's table: a row is one raw HTTP request and all
// that the contract says about its answer and about the state afterwards. Each
// row meets a fresh fake that holds the fixture. Rows are sent as raw bytes, to
// the handler or over a socket, so that nothing cleans a path on the way.

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// row is one line of the contract, made concrete.
type row struct {
	section string // where the contract says so: "1 create"
	name    string
	options []fake.Option
	first   []step            // what happens before the request that is checked
	as      string            // raw header lines, each with its CRLF
	request string            // method and raw target, "GET /v1/users/x?y=z"; $name is a kept value
	body    string            // sent as JSON unless as names a Content-Type
	status  int               // wanted
	answer  string            // wanted JSON, with placeholders; "" for no body
	headers map[string]string // wanted, with placeholders
	effect  effect            // what the state gains; nil: not a byte of it changes
}

const (
	minimumRows  = 250
	socketEvery  = 6 // one row of so many is sent over a socket
	noType       = "Content-Type: \r\n"
	plainText    = "Content-Type: text/plain\r\n"
	chunked      = "Transfer-Encoding: chunked\r\n"
	answerWithin = 30 * time.Second
)

// contractRows is the whole table, in the contract's order.
func contractRows() []row {
	var all []row
	for _, part := range [][]row{
		partnerCreateRows(), partnerReadRows(), partnerUpdateRows(), partnerRemovalRows(),
		appRows(), appUserRows(), appCreateRows(), portalListRows(), portalUserRows(), portalCreateRows(),
		profileRows(), profileUpdateRows(), notificationRows(), sessionRows(),
		pathRows(), ownerRows(), methodRows(), credentialRows(), precedenceRows(), bodyRows(), quotaRows(),
	} {
		all = append(all, part...)
	}
	return all
}

func TestContract(t *testing.T) {
	t.Parallel()
	for _, r := range contractRows() {
		t.Run(r.section+"/"+r.name, func(t *testing.T) {
			t.Parallel()
			newTrial(t, overSocket(r.name), r.options).check(r)
		})
	}
}

func TestContractTableIsComplete(t *testing.T) {
	t.Parallel()
	rows := contractRows()
	assert.GreaterOrEqual(t, len(rows), minimumRows)
	t.Logf("%d rows", len(rows))
	seen := map[string]bool{}
	for _, r := range rows {
		name := r.section + "/" + r.name
		assert.False(t, seen[name], "two rows are called %q", name)
		assert.Regexp(t, `^[1-5] [a-z]`, r.section, name)
		assert.NotZero(t, r.status, name)
		seen[name] = true
	}
}

// overSocket picks the same rows in each run.
func overSocket(name string) bool {
	return crc32.ChecksumIEEE([]byte(name))%socketEvery == 0
}

// trial is one fake with the fixture, and what its steps have kept.
type trial struct {
	t      *testing.T
	srv    *fake.Server
	socket bool
	kept   map[string]string
}

func newTrial(t *testing.T, socket bool, options []fake.Option) *trial {
	options = append([]fake.Option{
		fake.WithState(fixture()),
		fake.WithClock(func() time.Time { return fixtureTime }),
	}, options...)
	return &trial{t: t, srv: fake.New(t, options...), socket: socket, kept: map[string]string{}}
}

func (c *trial) check(r row) {
	c.t.Helper()
	for _, do := range r.first {
		do(c)
	}
	before := c.snapshot()
	got := c.send(r.as, r.request, r.body)
	require.Equal(c.t, r.status, got.StatusCode, "body: %s", got.text)
	got.checkBody(c.t, r.answer, strings.HasPrefix(r.request, http.MethodHead))
	got.checkHeaders(c.t, ownerOf(r.as, r.request), r.headers)
	checkEffect(c.t, before, c.snapshot(), r.effect)
}

func (c *trial) snapshot() []byte {
	c.t.Helper()
	state, err := json.Marshal(c.srv.Snapshot())
	require.NoError(c.t, err)
	return state
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	text []byte
}

// send puts the request into raw bytes and takes them to the fake.
func (c *trial) send(as, request, body string) reply {
	c.t.Helper()
	raw := rawRequest(c.filledIn(as, strings.Clone), c.filledIn(request, url.QueryEscape), c.filledIn(body, strings.Clone))
	var response *http.Response
	if c.socket {
		response = c.overSocket(raw)
	} else {
		response = c.throughHandler(raw)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	got := reply{Response: response, text: text}
	record(c.t, raw, got)
	return got
}

// filledIn puts the kept values in the place of their $names.
func (c *trial) filledIn(text string, encode func(string) string) string {
	for name, value := range c.kept {
		text = strings.ReplaceAll(text, "$"+name, encode(value))
	}
	return text
}

func rawRequest(as, request, body string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n", request)
	if body != "" && !strings.Contains(as, "Content-Type:") {
		b.WriteString("Content-Type: application/json\r\n")
	}
	b.WriteString(strings.ReplaceAll(as, noType, ""))
	if body != "" && !strings.Contains(as, chunked) {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n" + body)
	return b.String()
}

func (c *trial) throughHandler(raw string) *http.Response {
	c.t.Helper()
	request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	require.NoError(c.t, err)
	request.RemoteAddr = "192.0.2.1:1234"
	recorder := httptest.NewRecorder()
	c.srv.Handler().ServeHTTP(recorder, request.WithContext(c.t.Context()))
	return recorder.Result()
}

func (c *trial) overSocket(raw string) *http.Response {
	c.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.srv.URL(), "http://"))
	require.NoError(c.t, err)
	c.t.Cleanup(func() { _ = conn.Close() })
	require.NoError(c.t, conn.SetDeadline(time.Now().Add(answerWithin)))
	_, err = io.WriteString(conn, raw)
	require.NoError(c.t, err)
	method, _, _ := strings.Cut(raw, " ")
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	require.NoError(c.t, err)
	return response
}

func (r reply) checkBody(t *testing.T, want string, head bool) {
	t.Helper()
	if want == "" {
		if !head {
			assert.Empty(t, r.text)
			assert.Empty(t, r.Header.Get("Content-Type"))
		}
		return
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	require.NoError(t, err, "Content-Type")
	assert.Equal(t, "application/json", media)
	for _, fault := range mismatches("answer", decoded(t, []byte(want)), decoded(t, r.text)) {
		t.Errorf("%s\nwhole answer: %s", fault, r.text)
	}
}

func (r reply) checkHeaders(t *testing.T, owner string, want map[string]string) {
	t.Helper()
	assert.Regexp(t, `^[0-9a-f]{32}$`, r.Header.Get("X-Request-Id"))
	if owner == "portals" {
		r.checkPortalHeaders(t)
	}
	for name, pattern := range want {
		got := r.Header.Get(name)
		if name == "Allow" {
			assert.ElementsMatch(t, strings.Split(pattern, ", "), strings.Split(got, ", "), name)
			continue
		}
		assert.Empty(t, mismatches(name, pattern, got))
	}
}

// checkPortalHeaders asserts what every answer of the Portals API owes.
func (r reply) checkPortalHeaders(t *testing.T) {
	t.Helper()
	assert.Equal(t, "500", r.Header.Get("X-RateLimit-Limit"))
	for name, limits := range map[string][2]int{"X-RateLimit-Remaining": {0, 500}, "X-RateLimit-Reset": {1, 60}} {
		n, err := strconv.Atoi(r.Header.Get(name))
		if assert.NoError(t, err, name) {
			assert.True(t, limits[0] <= n && n <= limits[1], "%s: %d", name, n)
		}
	}
	if r.StatusCode >= http.StatusBadRequest && len(r.text) > 0 {
		assert.True(t, bytes.Contains(r.text, []byte(r.Header.Get("X-Request-Id"))), "request_id is not X-Request-Id")
	}
}

// ownerOf says which API a request belongs to, as the contract's section 5 does; of a path that nobody knows it says
// "partner", whoever asks.
func ownerOf(as, request string) string {
	_, target, _ := strings.Cut(request, " ")
	path, _, _ := strings.Cut(target, "?")
	hasAppKey := strings.Contains(strings.ToUpper(as), "X-API-KEY:")
	switch {
	case path == "/v1/user", strings.HasPrefix(path, "/v1/user/") && hasAppKey:
		return "app"
	case strings.HasPrefix(path, "/v1/user/"):
		return "profile"
	case path == "/v1/partner-portals", strings.HasPrefix(path, "/v1/partner-portals/"):
		return "portals"
	}
	return "partner"
}
