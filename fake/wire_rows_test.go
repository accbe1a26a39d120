package fake

// The rows of TestARequestMeansTheSameEveryWay: headers, methods, and what is in a URL.

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func wireRows() []wireRow {
	return slices.Concat(headerRows(), ownHeaderRows(), methodRowsOfWire(), urlRows(), hostRows(), bodyRowsOfWire(), sizeRows())
}

// header sets a header as it is spelled.
func header(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) { r.Header[name] = values }
}

func method(name string) func(*http.Request) {
	return func(r *http.Request) { r.Method = name }
}

func inURL(edit func(*url.URL)) func(*http.Request) {
	return func(r *http.Request) { edit(r.URL) }
}

// all makes one edit of several.
func all(edits ...func(*http.Request)) func(*http.Request) {
	return func(r *http.Request) {
		for _, edit := range edits {
			edit(r)
		}
	}
}

func headerRows() []wireRow {
	return []wireRow{
		{"nothing special", all(), `GET /v1/users/u`, ""},
		{"a header in lower case", header("x-lower", "a"), `GET /v1/users/u X-Lower ["a"]`, ""},
		{"spaces around a value", header("X-Spaced", "  a b\t "),
			`GET /v1/users/u X-Spaced ["a b"]`, `GET /v1/users/u X-Spaced ["  a b\t "]`},
		{"a name in two spellings", all(header("x-twice", "a"), header("X-Twice", "a")), `GET /v1/users/u X-Twice ["a" "a"]`, ""},
		{"several values", header("X-Many", "a", "", "b"), `GET /v1/users/u X-Many ["a" "" "b"]`, ""},
		{"no value", header("X-None"), `GET /v1/users/u`, ""},
		{"a value beyond ASCII", header("X-Value", "é\xff"), `GET /v1/users/u X-Value ["é\xff"]`, ""},
		{"a line break in a value", header("X-Value", "a\r\nX-Other: b"), `error: net/http: invalid header field value for "X-Value"`, ""},
		{"NUL in a value", header("X-Value", "a\x00"), `error: net/http: invalid header field value for "X-Value"`, ""},
		{"DEL in a value", header("X-Value", "a\x7f"), `error: net/http: invalid header field value for "X-Value"`, ""},
		{"a space in a name", header("X Name", "a"), `error: net/http: invalid header field name "X Name"`, ""},
		{"an empty name", header("", "a"), `error: net/http: invalid header field name ""`, ""},
		{"a colon in a name", header("X:Name", "a"), `error: net/http: invalid header field name "X:Name"`, ""},
		{"a name beyond ASCII", header("X-É", "a"), `error: net/http: invalid header field name "X-É"`, ""},
		{"a pseudo-header", header(":path", "/"), `error: net/http: invalid header field name ":path"`, ""},
		{"no header map", func(r *http.Request) { r.Header = nil }, `error: http: nil Request.Header`, ""},
		{"cookies", header("Cookie", "a=b; c=d", "e=f"),
			`GET /v1/users/u Cookie ["a=b; c=d" "e=f"]`, `GET /v1/users/u Cookie ["a=b; c=d; e=f"]`},
	}
}

// ownHeaderRows are headers that net/http has a mind of its own about.
func ownHeaderRows() []wireRow {
	return []wireRow{
		{"a User-Agent", header("User-Agent", "mine "), `GET /v1/users/u User-Agent ["mine"]`, `GET /v1/users/u User-Agent ["mine "]`},
		{"an empty User-Agent", header("User-Agent", ""), `GET /v1/users/u no User-Agent`, ""},
		{"a User-Agent without a value", header("User-Agent"), `GET /v1/users/u no User-Agent`, ""},
		{"a User-Agent in lower case", header("user-agent", "mine"),
			`GET /v1/users/u User-Agent ["Go-http-client/1.1" "mine"]`, `GET /v1/users/u User-Agent ["mine"]`},
		{"an Accept-Encoding", header("Accept-Encoding", "identity"), `GET /v1/users/u Accept-Encoding ["identity"]`, ""},
		{"an empty Accept-Encoding", header("Accept-Encoding", ""),
			`GET /v1/users/u Accept-Encoding ["" "gzip"]`, `GET /v1/users/u Accept-Encoding [""]`},
		{"an Accept-Encoding in lower case", header("accept-encoding", "identity"),
			`GET /v1/users/u Accept-Encoding ["identity" "gzip"]`, ""},
		{"a Range", header("Range", "bytes=0-1"), `GET /v1/users/u Range ["bytes=0-1"] no Accept-Encoding`, ""},
		{"a Host", header("Host", "other.invalid"), `GET /v1/users/u`, ""},
		{"a Transfer-Encoding", header("Transfer-Encoding", "chunked"), `GET /v1/users/u`, ""},
		{"a Content-Length", all(known(3, "abc"), header("Content-Length", "7")),
			`POST /v1/users/u Content-Length ["3"] body "abc" of 3`, ""},
		{"a Content-Length without a body", header("Content-Length", "7"), `GET /v1/users/u`, ""},
		{"a Trailer", header("Trailer", "X-End"), `GET /v1/users/u`, `GET /v1/users/u trailer map["X-End":[]]`},
		{"a Pragma", header("Pragma", "no-cache"),
			`GET /v1/users/u Cache-Control ["no-cache"] Pragma ["no-cache"]`, `GET /v1/users/u Pragma ["no-cache"]`},
		{"Connection: close", header("Connection", "close"), `GET /v1/users/u Connection ["close"] close`, `GET /v1/users/u`},
		{"Connection: close among others", header("Connection", "foo, Close"),
			`GET /v1/users/u Connection ["foo, Close"] close`, `error: http2: invalid Connection request header: ["foo, Close"]`},
		{"Connection: keep-alive", header("Connection", "keep-alive"), `GET /v1/users/u Connection ["keep-alive"]`, `GET /v1/users/u`},
		{"a request that closes", func(r *http.Request) { r.Close = true }, `GET /v1/users/u Connection ["close"] close`, `GET /v1/users/u`},
		{"a Keep-Alive", header("Keep-Alive", "timeout=5"), `GET /v1/users/u Keep-Alive ["timeout=5"]`, `GET /v1/users/u`},
		{"an upgrade to websockets", all(header("Connection", "upgrade"), header("Upgrade", "websocket")),
			`GET /v1/users/u Connection ["upgrade"] Upgrade ["websocket"]`, ""},
		{"an upgrade to HTTP/2", all(header("Connection", "upgrade"), header("Upgrade", "h2c")),
			`GET /v1/users/u Connection ["upgrade"] Upgrade ["h2c"]`, `error: http2: invalid Upgrade request header: ["h2c"]`},
		{"TE: trailers", header("Te", "trailers"), `GET /v1/users/u Te ["trailers"]`, ""},
		{"TE: gzip", header("Te", "gzip"),
			`GET /v1/users/u Te ["gzip"]`,
			`400 "request header \"TE\" may only be \"trailers\" in HTTP/2\n", length 53, type "text/plain; charset=utf-8", close false`},
		{"an unknown Expect", header("Expect", "something"), expectationFailed, `GET /v1/users/u Expect ["something"]`},
		{"an unknown Expect with a body", all(known(3, "abc"), header("Expect", "something")),
			expectationFailed, `POST /v1/users/u Content-Length ["3"] Expect ["something"] body "abc" of 3`},
		{"an empty Expect", header("Expect", ""), `GET /v1/users/u`, ""},
		{"Expect: 100-continue", all(known(3, "abc"), header("Expect", "100-Continue")),
			`POST /v1/users/u Content-Length ["3"] Expect ["100-Continue"] body "abc" of 3`,
			`POST /v1/users/u Content-Length ["3"] body "abc" of 3`},
		{"Expect: 100-continue without a body", header("Expect", "100-continue"),
			`GET /v1/users/u Expect ["100-continue"]`, `GET /v1/users/u`},
	}
}

func methodRowsOfWire() []wireRow {
	star := inURL(func(u *url.URL) { u.Path = "*" })
	return []wireRow{
		{"no method", method(""), `GET /v1/users/u`, ""},
		{"a method in lower case", method("get"), `get /v1/users/u`, ""},
		{"a method with a space", method("A B"), `error: net/http: invalid method "A B"`, ""},
		{"a method beyond ASCII", method("É"), `error: net/http: invalid method "É"`, ""},
		{"a method with a line break", method("GET\r\n"), `error: net/http: invalid method "GET\r\n"`, ""},
		{"HEAD", method("HEAD"), `HEAD /v1/users/u no Accept-Encoding`, ""},
		{"TRACE", method("TRACE"), `TRACE /v1/users/u`, ""},
		{"OPTIONS", method("OPTIONS"), `OPTIONS /v1/users/u`, ""},
		{"OPTIONS *", all(method("OPTIONS"), star), `200 "", length 0, type "", close false`, ""},
		{"OPTIONS * with a body", all(known(3, "abc"), method("OPTIONS"), star), `200 "", length 0, type "", close false`, ""},
		{"OPTIONS * with an unknown Expect", all(method("OPTIONS"), star, header("Expect", "something")),
			expectationFailed, `200 "", length 0, type "", close false`},
		{"GET *", star, `GET *`, ""},
		{"CONNECT", method("CONNECT"), `CONNECT /v1/users/u`, `CONNECT HOST`},
		{"CONNECT to a host", all(method("CONNECT"), inURL(func(u *url.URL) { u.Path = "" })), `CONNECT HOST`, ""},
		{"another protocol", func(r *http.Request) { r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.0", 1, 0 }, `GET /v1/users/u`, ""},
	}
}

func urlRows() []wireRow {
	return []wireRow{
		{"no URL", func(r *http.Request) { r.URL = nil }, `error: http: nil Request.URL`, ""},
		{"no scheme", inURL(func(u *url.URL) { u.Scheme = "" }), `error: unsupported protocol scheme ""`, ""},
		{"another scheme", inURL(func(u *url.URL) { u.Scheme = "ftp" }), `error: unsupported protocol scheme "ftp"`, ""},
		{"a scheme in upper case", inURL(func(u *url.URL) { u.Scheme = "HTTPS" }),
			`error: unsupported protocol scheme "HTTPS"`, ""},
		{"a user", inURL(func(u *url.URL) { u.User = url.UserPassword("a", "b") }), `GET /v1/users/u`, ""},
		{"a fragment", inURL(func(u *url.URL) { u.Fragment = "a" }), `GET /v1/users/u`, ""},
		{"a RequestURI", func(r *http.Request) { r.RequestURI = "/other" }, `GET /v1/users/u`, ""},
		{"no path", inURL(func(u *url.URL) { u.Path = "" }), `GET /`, ""},
		{"a path without a slash", inURL(func(u *url.URL) { u.Path = "v1/users" }),
			badRequest, `error: http2: invalid request :path "v1/users"`},
		{"a path beyond ASCII", inURL(func(u *url.URL) { u.Path = "/é b" }), `GET /%C3%A9%20b`, ""},
		{"a line break in a path", inURL(func(u *url.URL) { u.Path = "/a\nb" }), `GET /a%0Ab`, ""},
		{"a raw path", inURL(func(u *url.URL) { u.Path, u.RawPath = "/a/b", "/a%2fb" }), `GET /a%2fb`, ""},
		{"another raw path", inURL(func(u *url.URL) { u.Path, u.RawPath = "/a/b", "/c" }), `GET /a/b`, ""},
		{"a raw path beyond ASCII", inURL(func(u *url.URL) { u.Path, u.RawPath = "/é", "/é" }), `GET /%C3%A9`, ""},
		{"a query", inURL(func(u *url.URL) { u.RawQuery = "a=b;c&d=%zz" }), `GET /v1/users/u?a=b;c&d=%zz`, ""},
		{"an empty query", inURL(func(u *url.URL) { u.ForceQuery = true }), `GET /v1/users/u?`, ""},
		{"a query beyond ASCII", inURL(func(u *url.URL) { u.RawQuery = "a=é" }), `GET /v1/users/u?a=é`, ""},
		{"a hash in a query", inURL(func(u *url.URL) { u.RawQuery = "a#b" }), `GET /v1/users/u?a#b`, ""},
		{"a space in a query", inURL(func(u *url.URL) { u.RawQuery = "a b" }), badRequest, `GET /v1/users/u?a b`},
		{"a line break in a query", inURL(func(u *url.URL) { u.RawQuery = "a\r\nb" }),
			`error: net/http: can't write control character in Request.URL`, unanswered},
		{"DEL in a query", inURL(func(u *url.URL) { u.RawQuery = "a\x7f" }),
			`error: net/http: can't write control character in Request.URL`, unanswered},
		{"an opaque path", inURL(func(u *url.URL) { u.Opaque = "/v1/other" }), `GET /v1/other`, ""},
		{"an opaque path and a query", inURL(func(u *url.URL) { u.Opaque, u.RawQuery = "/a?b", "c" }), `GET /a?b?c`, ""},
		{"an opaque word", inURL(func(u *url.URL) { u.Opaque = "word" }),
			badRequest, `error: http2: invalid request :path "word" from URL.Opaque = "word"`},
		{"a space in an opaque path", inURL(func(u *url.URL) { u.Opaque = "/a b" }), badRequest, `GET /a b`},
		{"a line break in an opaque path", inURL(func(u *url.URL) { u.Opaque = "/a\nb" }),
			`error: net/http: can't write control character in Request.URL`, unanswered},
		{"an opaque path with a broken escape", inURL(func(u *url.URL) { u.Opaque = "/%zz" }), badRequest, unanswered},
		{"another host in an opaque URL", inURL(func(u *url.URL) { u.Opaque = "//other.invalid/v1/other" }),
			`GET SCHEME://other.invalid/v1/other`,
			`error: http2: invalid request :path "SCHEME://other.invalid/v1/other" from URL.Opaque = "//other.invalid/v1/other"`},
	}
}

func hostRows() []wireRow {
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	return []wireRow{
		{"no host in the URL", inURL(func(u *url.URL) { u.Host = "" }), `error: http: no Host in request URL`, ""},
		{"no Host", host(""), `GET /v1/users/u`, ""},
		{"another Host", host("other.invalid"), `GET /v1/users/u host "other.invalid"`, ""},
		{"a Host that is none", host("a/b c"), `GET /v1/users/u`, `error: http2: invalid Host header`},
		{"a Host with a line break", host("a\r\nX-Other: b"), `GET /v1/users/u`, `error: http2: invalid Host header`},
		{"a Host beyond ASCII", host("bücher.invalid:80"), `GET /v1/users/u host "xn--bcher-kva.invalid:80"`, ""},
		{"a Host with a zone", host("[fe80::1%25en0]:80"),
			`GET /v1/users/u host "[fe80::1]:80"`, `GET /v1/users/u host "[fe80::1%25en0]:80"`},
	}
}

// headOf makes the request line and headers of HTTP/1.1 as large as that.
func headOf(size int) func(*http.Request) {
	return func(r *http.Request) {
		head := fmt.Sprintf("GET /v1/users/u HTTP/1.1\r\nHost: %s\r\nUser-Agent: a\r\nX-Long: \r\nAccept-Encoding: gzip\r\n\r\n", r.Host)
		r.Header["User-Agent"], r.Header["X-Long"] = []string{"a"}, []string{strings.Repeat("a", size-len(head))}
	}
}

func sizeRows() []wireRow {
	long := strings.Repeat("a", 100<<10)
	return []wireRow{
		{"headers as large as they may be", headOf(headLimit),
			`GET /v1/users/u User-Agent ["a"] X-Long ["aaaaaaaaaaaaaaaaaaaaaaaaa"]`, refusedOverHTTP2},
		{"headers a byte larger than they may be", headOf(headLimit + 1), tooLarge, refusedOverHTTP2},
		{"a header of 100 KB", header("X-Long", long), tooLarge, refusedOverHTTP2},
		{"a header of 100 KB and a body", all(known(3, "abc"), header("X-Long", long)), tooLarge, refusedOverHTTP2},
		{"a query of 100 KB", inURL(func(u *url.URL) { u.RawQuery = long }), tooLarge, refusedOverHTTP2},
		{"20,000 headers", func(r *http.Request) {
			for i := range 20_000 {
				r.Header[fmt.Sprintf("X-%d", i)] = []string{"a"}
			}
		}, tooLarge, refusedOverHTTP2},
	}
}
