// Command calls creates a user with a client that oapi-codegen generated from the OpenAPI document, reads them back, and looks
// for one who is not there. Its other file is that client, which is not kept: the test generates it.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
)

func main() {
	if err := run(context.Background(), os.Getenv("FAKE_URL"), os.Getenv("FAKE_PARTNER_KEY")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, key string) error {
	client, err := NewClientWithResponses(url, WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+key)
		return nil
	}))
	if err != nil {
		return err
	}
	created, err := client.UsersCreateWithResponse(ctx, CreateUserParams{Email: "generated@example.com"})
	if err != nil {
		return err
	}
	if created.JSON201 == nil {
		return fmt.Errorf("creating: %s", created.Status())
	}
	id := created.JSON201.Data.Id
	got, err := client.UsersGetWithResponse(ctx, id.String())
	if err != nil {
		return err
	}
	if got.JSON200 == nil {
		return fmt.Errorf("getting: %s", got.Status())
	}
	missing, err := client.UsersGetWithResponse(ctx, "nobody")
	if err != nil {
		return err
	}
	if missing.JSON404 == nil {
		return fmt.Errorf("getting nobody: %s", missing.Status())
	}
	fmt.Printf("%s %s, %s\n", got.JSON200.Data.Id, got.JSON200.Data.Email, missing.JSON404.Error.Message)
	return nil
}
