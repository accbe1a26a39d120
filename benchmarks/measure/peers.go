package main

// The peers: each SDK's nearest calls, with its own defaults.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/organization"
	"github.com/clerk/clerk-sdk-go/v2/user"
	"github.com/digitalocean/godo"
	"github.com/google/go-github/v84/github"
	"github.com/hashicorp/go-retryablehttp"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/partnerkit/partnerkit-go"
	"github.com/stripe/stripe-go/v84"
	gitlab "gitlab.com/gitlab-org/api/client-go"
	"golang.org/x/oauth2"
	"resty.dev/v3"
)

// godo makes the client that repeats by itself, and gives no way to set the
// transport at its end: it is put there afterwards.
func connectGodo(p place) (calls, error) {
	authorized := &http.Client{Transport: &oauth2.Transport{Source: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: benchKey})}}
	client, err := godo.New(authorized, godo.SetBaseURL(p.base+"/"), godo.WithRetryAndBackoffs(godo.RetryConfig{RetryMax: 3}))
	if err != nil {
		return calls{}, err
	}
	repeating, ok := client.HTTPClient.Transport.(*oauth2.Transport).Base.(*retryablehttp.RoundTripper)
	if !ok {
		return calls{}, errors.New("godo's transport is not built as it was")
	}
	repeating.Client.HTTPClient.Transport = p.transport
	return calls{
		get: func(ctx context.Context) error {
			project, _, err := client.Projects.Get(ctx, objectID)
			if err != nil {
				return err
			}
			return decoded(project.ID, nil)
		},
		create: func(ctx context.Context) error {
			project, _, err := client.Projects.Create(ctx, &godo.CreateProjectRequest{
				Name: newUser.Email, Description: newUser.WalletAddress, Purpose: newUser.TwitterUsername,
			})
			if err != nil {
				return err
			}
			return decoded(project.ID, nil)
		},
		listing: func(ctx context.Context) error {
			count, options := 0, &godo.ListOptions{Page: 1, PerPage: itemsPerPage}
			for {
				projects, response, err := client.Projects.List(ctx, options)
				if err != nil {
					return err
				}
				count += len(projects)
				if response.Links.IsLastPage() {
					return counted(count, nil)
				}
				options.Page++
			}
		},
	}, nil
}

func connectGitlab(p place) (calls, error) {
	client, err := gitlab.NewClient(benchKey, gitlab.WithBaseURL(p.base), gitlab.WithHTTPClient(p.client()))
	if err != nil {
		return calls{}, err
	}
	return calls{
		get: func(ctx context.Context) error {
			user, _, err := client.Users.GetUser(1, gitlab.GetUsersOptions{}, gitlab.WithContext(ctx))
			if err != nil {
				return err
			}
			return decoded(user.Username, nil)
		},
		create: func(ctx context.Context) error {
			user, _, err := client.Users.CreateUser(&gitlab.CreateUserOptions{
				Email: new(newUser.Email), Twitter: new(newUser.TwitterUsername), Bio: new(newUser.WalletAddress),
			}, gitlab.WithContext(ctx))
			if err != nil {
				return err
			}
			return decoded(user.Username, nil)
		},
		listing: func(ctx context.Context) error {
			count, options := 0, &gitlab.ListUsersOptions{ListOptions: gitlab.ListOptions{Page: 1, PerPage: itemsPerPage}}
			for {
				users, response, err := client.Users.ListUsers(options, gitlab.WithContext(ctx))
				if err != nil {
					return err
				}
				count += len(users)
				if response.NextPage == 0 {
					return counted(count, nil)
				}
				options.Page = response.NextPage
			}
		},
	}, nil
}

func connectGithub(p place) (calls, error) {
	client := github.NewClient(p.client()).WithAuthToken(benchKey)
	base, err := url.Parse(p.base + "/")
	if err != nil {
		return calls{}, err
	}
	client.BaseURL = base
	return calls{
		get: func(ctx context.Context) error {
			user, _, err := client.Users.Get(ctx, objectID)
			return decoded(user.GetLogin(), err)
		},
		create: func(ctx context.Context) error {
			user, _, err := client.Admin.CreateUser(ctx, github.CreateUserRequest{Login: newUser.TwitterUsername, Email: new(newUser.Email)})
			return decoded(user.GetLogin(), err)
		},
		listing: func(ctx context.Context) error {
			count, options := 0, &github.UserListOptions{PerPage: itemsPerPage}
			for count < itemCount {
				users, _, err := client.Users.ListAll(ctx, options)
				if err != nil {
					return err
				}
				if len(users) == 0 {
					break
				}
				count += len(users)
				options.Since = users[len(users)-1].GetID()
			}
			return counted(count, nil)
		},
	}, nil
}

func connectStripe(p place) (calls, error) {
	backends := stripe.NewBackendsWithConfig(&stripe.BackendConfig{HTTPClient: p.client(), URL: new(p.base)})
	client := stripe.NewClient("sk_fake_bench", stripe.WithBackends(backends))
	return calls{
		get: func(ctx context.Context) error {
			customer, err := client.V1Customers.Retrieve(ctx, objectID, nil)
			if err != nil {
				return err
			}
			return decoded(customer.ID, nil)
		},
		create: func(ctx context.Context) error {
			customer, err := client.V1Customers.Create(ctx, &stripe.CustomerCreateParams{
				Email: new(newUser.Email), Name: new(newUser.TwitterUsername), Description: new(newUser.WalletAddress),
			})
			if err != nil {
				return err
			}
			return decoded(customer.ID, nil)
		},
		listing: func(ctx context.Context) error {
			count, params := 0, &stripe.CustomerListParams{}
			params.Limit = new(int64(itemsPerPage))
			for _, err := range client.V1Customers.List(ctx, params) {
				if err != nil {
					return err
				}
				count++
			}
			return counted(count, nil)
		},
	}, nil
}

func connectOpenai(p place) (calls, error) {
	client := openai.NewClient(option.WithBaseURL(p.base+"/v1/"), option.WithAPIKey(benchKey), option.WithHTTPClient(p.client()))
	return calls{
		get: func(ctx context.Context) error {
			batch, err := client.Batches.Get(ctx, objectID)
			if err != nil {
				return err
			}
			return decoded(batch.ID, nil)
		},
		create: func(ctx context.Context) error {
			batch, err := client.Batches.New(ctx, openai.BatchNewParams{
				CompletionWindow: openai.BatchNewParamsCompletionWindow24h, Endpoint: openai.BatchNewParamsEndpointV1Responses, InputFileID: newUser.WalletAddress,
			})
			if err != nil {
				return err
			}
			return decoded(batch.ID, nil)
		},
		listing: func(ctx context.Context) error {
			count, pages := 0, client.Batches.ListAutoPaging(ctx, openai.BatchListParams{Limit: openai.Int(itemsPerPage)})
			for pages.Next() {
				count++
			}
			return counted(count, pages.Err())
		},
	}, nil
}

// Clerk's own listing of users sends a second request for their count; its
// listing of organizations is one request a page, as everybody's here.
func connectClerk(p place) (calls, error) {
	config := &clerk.ClientConfig{BackendConfig: clerk.BackendConfig{HTTPClient: p.client(), URL: new(p.base + "/v1"), Key: new("sk_fake_bench")}}
	users, organizations := user.NewClient(config), organization.NewClient(config)
	return calls{
		get: func(ctx context.Context) error {
			user, err := users.Get(ctx, objectID)
			if err != nil {
				return err
			}
			return decoded(user.ID, nil)
		},
		create: func(ctx context.Context) error {
			user, err := users.Create(ctx, &user.CreateParams{
				EmailAddresses: &[]string{newUser.Email}, Username: new(newUser.TwitterUsername), Web3Wallets: &[]string{newUser.WalletAddress},
			})
			if err != nil {
				return err
			}
			return decoded(user.ID, nil)
		},
		listing: func(ctx context.Context) error {
			count, params := 0, &organization.ListParams{}
			params.Limit = new(int64(itemsPerPage))
			for {
				params.Offset = new(int64(count))
				page, err := organizations.List(ctx, params)
				if err != nil {
					return err
				}
				count += len(page.Organizations)
				if len(page.Organizations) == 0 || int64(count) >= page.TotalCount {
					return counted(count, nil)
				}
			}
		},
	}, nil
}

// resty warns of plain http on every call over loopback unless told not to.
func connectResty(p place) (calls, error) {
	client := resty.New().SetLoggerWarnLevel(true).SetTransport(p.transport).SetBaseURL(p.base).SetAuthToken(benchKey)
	return calls{
		get: func(ctx context.Context) error {
			var answer envelope[partnerkit.User]
			response, err := client.R().SetContext(ctx).SetPathParam("id", objectID).SetResult(&answer).Get("/v1/users/{id}")
			return restyDecoded(answer.Data.ID, response, err)
		},
		create: func(ctx context.Context) error {
			var answer envelope[partnerkit.User]
			response, err := client.R().SetContext(ctx).SetBody(newUser).SetResult(&answer).Post("/v1/users")
			return restyDecoded(answer.Data.ID, response, err)
		},
		listing: func(ctx context.Context) error {
			count, after := 0, ""
			for {
				var page portalPage
				request := client.R().SetContext(ctx).SetPathParam("portal", portalID).SetQueryParam("limit", "100").SetResult(&page)
				if after != "" {
					request.SetQueryParam("after", after)
				}
				if _, err := request.Get("/v1/partner-portals/{portal}/users"); err != nil {
					return err
				}
				count += len(page.Data)
				if after = page.Paging.Next.After; after == "" {
					return counted(count, nil)
				}
			}
		},
	}, nil
}

func restyDecoded(id string, response *resty.Response, err error) error {
	if err == nil && response.IsStatusFailure() {
		err = fmt.Errorf("status %s", response.Status())
	}
	return decoded(id, err)
}
