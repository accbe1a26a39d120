//go:build !race

package partnerkit_test

// What a call allocates, exactly: a figure that holds on a noisy machine, where a
// ratio does not. A new allocation on the way of every call must be wanted.

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// canned answers every request with one body and allocates as little as it can.
type canned struct {
	response http.Response
	reader   bytes.Reader
	body     []byte
}

func (c *canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	c.reader.Reset(c.body)
	c.response.Request = r
	return &c.response, nil
}

func newCanned(t *testing.T, status int, body string) *partnerkit.Client {
	t.Helper()
	c := &canned{body: []byte(body)}
	c.response = http.Response{StatusCode: status, Header: http.Header{}, ContentLength: int64(len(body)), Body: io.NopCloser(&c.reader)}
	client, err := partnerkit.New(
		partnerkit.WithBaseURL("https://canned.invalid"), partnerkit.WithHTTPClient(&http.Client{Transport: c}),
		partnerkit.WithPartnerKey("pk_fake_canned"), partnerkit.WithServiceAccountKey("sk:fake_canned"),
	)
	require.NoError(t, err)
	return client
}

const cannedUser = `{"success":true,"data":{"id":"123e4567-e89b-12d3-a456-426614174000","email":"user@example.com",` +
	`"twitterUsername":"twitter_handle","walletAddress":"0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b","createdAt":"2023-01-15T12:00:00.000Z",` +
	`"updatedAt":"2023-01-16T14:30:00.000Z","payId":{"id":"123e4567-e89b-12d3-a456-426614174001","name":"johndoe"}},` +
	`"meta":{"message":"User retrieved successfully"}}`

func cannedPage() string {
	users := make([]string, 100)
	for i := range users {
		users[i] = fmt.Sprintf(`{"id":"portal_user_%d","first_name":"Grace","last_name":"Hopper","email":"grace%d@example.com","last_logged_at":"2023-01-15T12:00:00.000Z"}`, i, i)
	}
	return `{"data":[` + strings.Join(users, ",") + `],"paging":{"next":{}}}`
}

func TestAllocations(t *testing.T) { //nolint:paralleltest // others' allocations would count
	ctx := t.Context()
	get := newCanned(t, http.StatusOK, cannedUser)
	create := newCanned(t, http.StatusCreated, cannedUser)
	list := newCanned(t, http.StatusOK, cannedPage())
	for _, call := range []struct {
		name string
		want float64
		call func() error
	}{
		{"get", 24, func() error { _, err := get.Users.Get(ctx, "123e4567-e89b-12d3-a456-426614174000"); return err }},
		{"create", 28, func() error {
			_, err := create.Users.Create(ctx, partnerkit.UserCreateParams{Email: "user@example.com"})
			return err
		}},
		{"a page of 100", 41, func() error {
			_, err := list.PortalUsers.List(ctx, "portal_1", partnerkit.PortalUserListParams{Limit: 100})
			return err
		}},
	} {
		require.NoError(t, call.call())
		got := testing.AllocsPerRun(200, func() { _ = call.call() })
		assert.InDelta(t, call.want, got, 0, "allocations of %s", call.name)
	}
}
