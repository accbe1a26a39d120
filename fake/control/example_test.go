package control_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/control"
)

// A program of one's own serves a fake with its control plane.
func ExampleNew() {
	srv, err := fake.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	handler, err := control.New(srv)
	if err != nil {
		log.Fatal(err)
	}
	defer handler.Close()
	server := httptest.NewServer(handler)
	defer server.Close()

	post := func(path, body string) {
		res, err := http.Post(server.URL+path, "application/json", strings.NewReader(body))
		if err != nil {
			log.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d %s\n", res.StatusCode, bytes.TrimSpace(text))
	}
	post("/_fake/faults", `{"id":"down","route":"POST /v1/users","status":503}`)
	post("/v1/users", `{"email":"ada@example.com"}`)
	post("/_fake/faults", `{"status":700}`)
	// Output:
	// 201 {"id":"down","route":"POST /v1/users","times":0,"status":503,"drop":false,"after":false}
	// 503 {"success":false,"error":{"code":"SERVICE_UNAVAILABLE","message":"Service Unavailable"}}
	// 400 {"error":"status: 700 is not between 200 and 599"}
}
