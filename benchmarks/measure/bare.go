package main

// The unit: what a careful programmer writes with net/http and encoding/json
// alone. The same call over go-retryablehttp is the second candidate.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/partnerkit/partnerkit-go"
)

const (
	benchKey    = "pk_fake_bench"
	benchAgent  = "benchmark/1.0"
	maxBareBody = 16 << 20
)

// envelope is the answer of the Partner API.
type envelope[T any] struct {
	Success bool            `json:"success"`
	Data    T               `json:"data"`
	Meta    json.RawMessage `json:"meta"`
}

// portalPage is a page of the Portals API.
type portalPage struct {
	Data   []*partnerkit.PortalUser `json:"data"`
	Paging struct {
		Next struct {
			After string `json:"after"`
		} `json:"next"`
	} `json:"paging"`
}

var newUser = partnerkit.UserCreateParams{
	Email: "ada.lovelace@example.com", TwitterUsername: "ada_lovelace",
	WalletAddress: "0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
}

// sender sends one request with a body, nil for none.
type sender func(ctx context.Context, method, url string, body []byte) (*http.Response, error)

func connectBare(p place) (calls, error) {
	client := p.client()
	return plainCalls(p.base, func(ctx context.Context, method, url string, body []byte) (*http.Response, error) {
		var reader io.Reader
		if body != nil {
			reader = bytes.NewReader(body)
		}
		request, err := http.NewRequestWithContext(ctx, method, url, reader)
		if err != nil {
			return nil, err
		}
		setHeaders(request.Header, body)
		return client.Do(request)
	}), nil
}

func connectRetryable(p place) (calls, error) {
	client := retryablehttp.NewClient()
	client.HTTPClient = p.client()
	client.Logger = nil
	return plainCalls(p.base, func(ctx context.Context, method, url string, body []byte) (*http.Response, error) {
		var raw any
		if body != nil {
			raw = body
		}
		request, err := retryablehttp.NewRequestWithContext(ctx, method, url, raw)
		if err != nil {
			return nil, err
		}
		setHeaders(request.Header, body)
		return client.Do(request)
	}), nil
}

func setHeaders(header http.Header, body []byte) {
	header.Set("Authorization", "Bearer "+benchKey)
	header.Set("Accept", "application/json")
	header.Set("User-Agent", benchAgent)
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
}

func plainCalls(base string, send sender) calls {
	return calls{
		get: func(ctx context.Context) error {
			user, err := fetch[envelope[partnerkit.User]](ctx, send, http.MethodGet, base+"/v1/users/"+url.PathEscape(objectID), nil)
			return decoded(user.Data.ID, err)
		},
		create: func(ctx context.Context) error {
			user, err := fetch[envelope[partnerkit.User]](ctx, send, http.MethodPost, base+"/v1/users", newUser)
			return decoded(user.Data.ID, err)
		},
		listing: func(ctx context.Context) error {
			count, query := 0, url.Values{"limit": {"100"}}
			for {
				target := base + "/v1/partner-portals/" + url.PathEscape(portalID) + "/users?" + query.Encode()
				page, err := fetch[portalPage](ctx, send, http.MethodGet, target, nil)
				if err != nil {
					return err
				}
				count += len(page.Data)
				if page.Paging.Next.After == "" {
					return counted(count, nil)
				}
				query.Set("after", page.Paging.Next.After)
			}
		},
	}
}

// fetch sends a request and decodes its answer.
func fetch[T any](ctx context.Context, send sender, method, target string, in any) (out T, err error) {
	var body []byte
	if in != nil {
		if body, err = json.Marshal(in); err != nil {
			return out, err
		}
	}
	response, err := send(ctx, method, target, body)
	if err != nil {
		return out, err
	}
	defer func() {
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxBareBody))
		_ = response.Body.Close()
	}()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxBareBody))
	if err != nil {
		return out, err
	}
	if response.StatusCode/100 != 2 {
		return out, fmt.Errorf("%s %s: %s", method, target, response.Status)
	}
	return out, json.Unmarshal(data, &out)
}
