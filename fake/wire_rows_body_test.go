package fake

// The rows of TestARequestMeansTheSameEveryWay about bodies. Where net/http's client finds out that a body is longer than it
// said once all that it said is sent, it depends on who is faster: such a body has no row.

import (
	"io"
	"net/http"
	"strings"
)

// known is a POST whose body net/http knows to be in memory, so that the body's first part is sent with the headers.
func known(length int64, body string) func(*http.Request) {
	return func(r *http.Request) {
		r.Method, r.ContentLength, r.Body = http.MethodPost, length, io.NopCloser(strings.NewReader(body))
	}
}

// streamed is a POST whose body might block, so that the headers are sent before it.
func streamed(length int64, parts ...io.Reader) func(*http.Request) {
	return func(r *http.Request) {
		r.Method, r.ContentLength, r.Body = http.MethodPost, length, io.NopCloser(io.MultiReader(parts...))
	}
}

func trailer(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) { r.Trailer = http.Header{name: values} }
}

func encoding(name string) func(*http.Request) {
	return func(r *http.Request) { r.TransferEncoding = []string{name} }
}

func bodyRowsOfWire() []wireRow {
	large := strings.Repeat("a", 9000)
	noBody := func(length int64) func(*http.Request) {
		return func(r *http.Request) { r.Method, r.Body, r.ContentLength = http.MethodPost, http.NoBody, length }
	}
	return []wireRow{
		{"a body", known(3, "abc"), `POST /v1/users/u Content-Length ["3"] body "abc" of 3`, ""},
		{"a body of unknown length", text(-1, "abc"), `POST /v1/users/u body "abc" of 3 [chunked]`, `POST /v1/users/u body "abc" of 3`},
		{"a body without a length", text(0, "abc"), `POST /v1/users/u body "abc" of 3 [chunked]`, `POST /v1/users/u body "abc" of 3`},
		{"a body of no bytes without a length", known(0, ""), `POST /v1/users/u [chunked]`, `POST /v1/users/u`},
		{"a body with GET", all(text(3, "abc"), method("GET")), `GET /v1/users/u Content-Length ["3"] body "abc" of 3`, ""},
		{"a body without a length with GET", all(text(0, "abc"), method("GET")),
			`GET /v1/users/u body "abc" of 3 [chunked]`, `GET /v1/users/u body "abc" of 3`},
		{"a body of no bytes with GET", all(text(0, ""), method("GET")), `GET /v1/users/u`, ""},
		{"POST without a body", method("POST"), `POST /v1/users/u Content-Length ["0"]`, ""},
		{"NoBody", noBody(0), `POST /v1/users/u Content-Length ["0"]`, ""},
		{"NoBody with a length", noBody(4), `POST /v1/users/u Content-Length ["0"]`, ""},
		{"a length without a body", func(r *http.Request) { r.ContentLength = 3 },
			`error: http: Request.ContentLength=3 with nil Body`, `GET /v1/users/u`},
		{"a body that is shorter", known(5, "abc"),
			`error: http: ContentLength=5 with Body length 3`,
			`error: stream error: stream ID 1; INTERNAL_ERROR; received from peer`},
		{"a body that is longer", known(2, "abc"),
			`error: http: ContentLength=2 with Body length 3`, `error: http2: request body larger than specified content length`},
		{"a body that is empty and said to be none", known(1, ""),
			`error: http: ContentLength=1 with Body length 0`,
			`error: stream error: stream ID 1; INTERNAL_ERROR; received from peer`},
		{"a streamed body that is shorter", text(5, "abc"),
			`error: net/http: HTTP/1.x transport connection broken: http: ContentLength=5 with Body length 3`,
			`error: stream error: stream ID 1; INTERNAL_ERROR; received from peer`},
		{"a large body that is shorter", known(10_000, large),
			`error: net/http: HTTP/1.x transport connection broken: http: ContentLength=10000 with Body length 9000`,
			`error: stream error: stream ID 1; INTERNAL_ERROR; received from peer`},
		{"a body that fails", broken(-1), `error: the body cannot be read`, ""},
		{"a body of known length that fails", broken(5), `error: the body cannot be read`, ""},
		{"a body that is too large for the fake", known(2<<20, strings.Repeat("a", 2<<20)),
			`POST /v1/users/u Content-Length ["2097152"] body "aaaaaaaaaa" of 1048577`, ""},
		{"a TransferEncoding", all(known(3, "abc"), encoding("chunked")),
			`POST /v1/users/u body "abc" of 3 [chunked]`, `POST /v1/users/u Content-Length ["3"] body "abc" of 3`},
		{"another TransferEncoding", all(known(3, "abc"), encoding("gzip")), `POST /v1/users/u Content-Length ["3"] body "abc" of 3`, ""},
		{"a TransferEncoding without a body", encoding("chunked"), `GET /v1/users/u`, ""},
		{"a trailer", all(text(-1, "abc"), trailer("X-End", "a")),
			`POST /v1/users/u body "abc" of 3 [chunked] trailer map["X-End":["a"]]`,
			`POST /v1/users/u body "abc" of 3 trailer map["X-End":["a"]]`},
		{"a trailer of a body with a length", all(text(3, "abc"), trailer("X-End", "a")),
			`POST /v1/users/u Content-Length ["3"] body "abc" of 3`,
			`POST /v1/users/u Content-Length ["3"] body "abc" of 3 trailer map["X-End":[]]`},
		{"a trailer whose name is none", all(text(-1, "abc"), trailer("X End", "a")),
			`error: net/http: invalid trailer field name "X End"`, ""},
		{"a trailer with a line break", all(text(-1, "abc"), trailer("X-End", "a\n")),
			`error: net/http: invalid trailer field value for "X-End"`, ""},
		{"a trailer that must be a header", all(text(-1, "abc"), trailer("Content-Length", "a")),
			`error: invalid Trailer key "Content-Length"`, `error: http2: invalid Trailer key "Content-Length"`},
	}
}

// text is a streamed body.
func text(length int64, body string) func(*http.Request) {
	return func(r *http.Request) { streamed(length, strings.NewReader(body))(r) }
}

// broken is a streamed body that fails after three bytes.
func broken(length int64) func(*http.Request) {
	return func(r *http.Request) { streamed(length, strings.NewReader("abc"), errorReader{errBroken})(r) }
}
