package main

// Our own client, with every default on.

import (
	"context"

	"github.com/partnerkit/partnerkit-go"
)

const (
	oursName = "partnerkit"
	portalID = "portal_1"
)

func connectOurs(p place) (calls, error) {
	options := []partnerkit.Option{
		partnerkit.WithBaseURL(p.base),
		partnerkit.WithPartnerKey(benchKey),
		partnerkit.WithServiceAccountKey("sk:fake_bench"),
	}
	if p.null {
		options = append(options, partnerkit.WithHTTPClient(p.client()))
	}
	client, err := partnerkit.New(options...)
	if err != nil {
		return calls{}, err
	}
	return calls{
		get: func(ctx context.Context) error {
			_, err := client.Users.Get(ctx, objectID)
			return err
		},
		create: func(ctx context.Context) error {
			_, err := client.Users.Create(ctx, newUser)
			return err
		},
		listing: func(ctx context.Context) error {
			count := 0
			for _, err := range client.PortalUsers.All(ctx, portalID, partnerkit.PortalUserListParams{}) {
				if err != nil {
					return err
				}
				count++
			}
			return counted(count, nil)
		},
	}, nil
}
