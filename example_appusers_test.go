package partnerkit_test

// The users of an app: made, found in three ways, and waited for until they have a wallet.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

func ExampleAppUsersService_Create() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	params := partnerkit.AppUserCreateParams{UserExternalID: "customer-7", Email: "ada@example.com"}
	fmt.Println(client.AppUsers.Create(ctx, params))

	_, err := client.AppUsers.Create(ctx, params)
	fmt.Println(errors.Is(err, partnerkit.ErrUserExists))
	// Output:
	// 100000000001 <nil>
	// true
}

func ExampleAppUsersService_Get() {
	client, srv := onFake()
	defer srv.Close()

	user, err := client.AppUsers.Get(context.Background(), "816379099131")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.UserExternalID, user.Email)
	// Output:
	// user_external_id_1 ana@example.com
}

func ExampleAppUsersService_GetByExternalID() {
	client, srv := onFake()
	defer srv.Close()

	user, err := client.AppUsers.GetByExternalID(context.Background(), "user_external_id_1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.UID, user.Wallets[0].Network)
	// Output:
	// 816379099131 Polygon
}

func ExampleAppUsersService_GetByEmail() {
	client, srv := onFake()
	defer srv.Close()

	user := orFatal(client.AppUsers.GetByEmail(context.Background(), "ANA@example.com"))
	fmt.Println(user.UID, user.Email)

	_, err := client.AppUsers.GetByEmail(context.Background(), "nobody@example.com")
	fmt.Println(errors.Is(err, partnerkit.ErrUserNotFound))
	// Output:
	// 816379099131 ana@example.com
	// true
}

func ExampleAppUsersService_Ensure() {
	client, srv := onFake()
	defer srv.Close()

	// The user is made, and the answer is lost on its way. Ensure looks for them again.
	if err := srv.Inject(fake.Fault{Route: "POST /v1/user", Drop: true, After: true}); err != nil {
		log.Fatal(err)
	}
	var response partnerkit.Response
	user := orFatal(client.AppUsers.Ensure(context.Background(), partnerkit.AppUserCreateParams{UserExternalID: "customer-7"},
		partnerkit.WithResponse(&response)))
	fmt.Println(user.UserExternalID, "read back:", response.ReadBack)
	// Output:
	// customer-7 read back: true
}

func ExampleAppUsersService_WaitForWallet() {
	// Wallets appear ten minutes after their users, by the fake's clock.
	srv, err := fake.Start(fake.WithWalletDelay(10 * time.Minute))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()

	user := orFatal(client.AppUsers.Ensure(ctx, partnerkit.AppUserCreateParams{UserExternalID: "customer-7"}))
	fmt.Println("wallets:", len(user.Wallets))

	if err := srv.Advance(10 * time.Minute); err != nil { // a test in testing/synctest would just wait
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Hour) // the longest that it may take
	defer cancel()
	user = orFatal(client.AppUsers.WaitForWallet(ctx, "customer-7"))
	fmt.Println("wallet on", user.Wallets[0].Network)
	// Output:
	// wallets: 0
	// wallet on Polygon
}
