package main

// Who is measured: each candidate makes the same three calls through its own
// public API, and checks that the answer was decoded.

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// The work of every candidate: one object of about 400 bytes, one created, and
// all pages of a list.
const (
	itemsPerPage = 100
	pageCount    = 10
	itemCount    = itemsPerPage * pageCount
	objectID     = "7f9c24e8-3b0f-4ad5-9c1e-2d6a5b8e4f10"
)

const unitName = "bare net/http + encoding/json"

// calls are the three things that a candidate does.
type calls [kindCount]func(context.Context) error

// kind is one of the three calls.
type kind int

const (
	get kind = iota
	create
	listing
	kindCount
)

func (k kind) String() string { return [...]string{"get", "create", "1,000 users"}[k] }

// place is where a candidate sends its calls.
type place struct {
	base      string
	transport http.RoundTripper // for everybody but ours, which on loopback has its own default
	null      bool
}

func (p place) client() *http.Client { return &http.Client{Transport: p.transport} }

// candidate is one library.
type candidate struct {
	name    string
	dialect string // whose bodies it is answered with
	sdk     bool   // more than a way to send a request: what ours is compared with
	connect func(place) (calls, error)
}

func (c *candidate) isOurs() bool { return c.name == oursName }

var candidates = []candidate{
	{name: unitName, dialect: partnerDialect, connect: connectBare},
	{name: "bare go-retryablehttp", dialect: partnerDialect, connect: connectRetryable},
	{name: "godo", dialect: godoDialect, sdk: true, connect: connectGodo},
	{name: "gitlab client-go", dialect: gitlabDialect, sdk: true, connect: connectGitlab},
	{name: "go-github", dialect: githubDialect, sdk: true, connect: connectGithub},
	{name: "stripe-go", dialect: stripeDialect, sdk: true, connect: connectStripe},
	{name: "openai-go", dialect: openaiDialect, sdk: true, connect: connectOpenai},
	{name: "clerk-sdk-go", dialect: clerkDialect, sdk: true, connect: connectClerk},
	{name: "resty v3", dialect: partnerDialect, sdk: true, connect: connectResty},
	{name: oursName, dialect: partnerDialect, sdk: true, connect: connectOurs},
}

// nullPlace answers a candidate without a socket.
func (c *candidate) nullPlace() place {
	return place{base: "https://bench.invalid", transport: nullTransport{dialects[c.dialect]}, null: true}
}

// loopbackPlace sends to the dialect's address at the child process. Every peer
// has a connection pool of its own with the room that ours has by default.
func (c *candidate) loopbackPlace(addresses map[string]string) place {
	return place{base: addresses[c.dialect], transport: &http.Transport{
		MaxIdleConns: 1024, MaxIdleConnsPerHost: 512, IdleConnTimeout: 30 * time.Second,
	}}
}

// decoded turns what a call brought into the error of a call that brought too little.
func decoded(id string, err error) error {
	if err == nil && id == "" {
		return fmt.Errorf("the answer was not decoded")
	}
	return err
}

// counted is decoded for a listing.
func counted(items int, err error) error {
	if err == nil && items != itemCount {
		return fmt.Errorf("the listing brought %d of %d", items, itemCount)
	}
	return err
}
