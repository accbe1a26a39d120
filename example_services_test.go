package partnerkit_test

// The methods of the four services, and the options of a single call.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

func ExampleUsersService_Create() {
	client, srv := onFake()
	defer srv.Close()

	user, err := client.Users.Create(context.Background(), partnerkit.UserCreateParams{
		Email:           "ada@example.com",
		TwitterUsername: "ada",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.ID, user.Email, user.TwitterUsername)
	// Output:
	// 00000000-0000-4000-8000-000000000001 ada@example.com ada
}

func ExampleUsersService_Ensure() {
	client, srv := onFake()
	defer srv.Close()

	// The user is made, and the answer is lost on its way. Ensure asks again until it knows.
	if err := srv.Inject(fake.Fault{Route: "POST /v1/users", Drop: true, After: true}); err != nil {
		log.Fatal(err)
	}
	var response partnerkit.Response
	user, err := client.Users.Ensure(context.Background(), partnerkit.UserCreateParams{Email: "ada@example.com"},
		partnerkit.WithResponse(&response))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.Email, "after", response.Attempts, "requests")
	// Output:
	// ada@example.com after 3 requests
}

func ExampleUsersService_Update() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	ana := orFatal(client.Users.GetByEmail(ctx, "ana@example.com"))
	_, err := client.Users.Update(ctx, ana.ID, partnerkit.UserUpdateParams{Email: partnerkit.Set("ben@example.com")})
	fmt.Println("in use:", errors.Is(err, partnerkit.ErrEmailInUse))

	// The update's answer is lost; reading the user back shows that it happened.
	if err := srv.Inject(fake.Fault{Route: "PUT /v1/users/{id}", Drop: true, After: true}); err != nil {
		log.Fatal(err)
	}
	var response partnerkit.Response
	ana = orFatal(client.Users.Update(ctx, ana.ID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("ana")},
		partnerkit.WithResponse(&response)))
	fmt.Println(ana.TwitterUsername, "read back:", response.ReadBack)
	// Output:
	// in use: true
	// ana read back: true
}

func ExampleUsersService_DisconnectWallet() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	ana := orFatal(client.Users.GetByEmail(ctx, "ana@example.com"))
	ana = orFatal(client.Users.DisconnectWallet(ctx, ana.ID))
	fmt.Printf("%q\n", ana.WalletAddress)

	_, err := client.Users.DisconnectWallet(ctx, ana.ID)
	fmt.Println(errors.Is(err, partnerkit.ErrNoWallet))
	// Output:
	// ""
	// true
}

func ExampleUsersService_Disassociate() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	ana := orFatal(client.Users.GetByEmail(ctx, "ana@example.com"))
	fmt.Println(client.Users.Disassociate(ctx, ana.ID))

	// The user stays in the system: creating associates the same one again.
	again := orFatal(client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ana@example.com"}))
	fmt.Println(again.ID == ana.ID)
	// Output:
	// <nil>
	// true
}

func ExamplePortalUsersService_Create() {
	client, srv := onFake()
	defer srv.Close()

	user, err := client.PortalUsers.Create(context.Background(), "portal_1", partnerkit.PortalUserCreateParams{
		FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
		Roles:      []string{"role_viewer"},
		Attributes: []partnerkit.PortalUserAttribute{{ID: "team", Value: "engines"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.ID, user.FirstName, user.LastLoggedAt.IsZero())
	// Output:
	// portal_user_3 Ada true
}

func ExamplePortalUsersService_List() {
	client, srv := onFake()
	defer srv.Close()

	params := partnerkit.PortalUserListParams{Limit: 1}
	for {
		page, err := client.PortalUsers.List(context.Background(), "portal_1", params)
		if err != nil {
			log.Fatal(err)
		}
		for _, user := range page.Items {
			fmt.Println(user.Email)
		}
		if page.Next == "" {
			return
		}
		params.After = page.Next
	}
	// Output:
	// ana@example.com
	// ben@example.com
}

func ExamplePortalUsersService_All() {
	client, srv := onFake()
	defer srv.Close()

	for user, err := range client.PortalUsers.All(context.Background(), "portal_1", partnerkit.PortalUserListParams{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(user.FirstName, user.LastName)
	}
	// Output:
	// Ana Silva
	// Ben Moore
}

func ExamplePortalUsersService_FindByEmail() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	user := orFatal(client.PortalUsers.FindByEmail(ctx, "portal_1", "BEN@example.com"))
	fmt.Println(user.ID, user.FirstName)

	_, err := client.PortalUsers.FindByEmail(ctx, "portal_1", "nobody@example.com")
	fmt.Println(errors.Is(err, partnerkit.ErrUserNotFound))
	// Output:
	// portal_user_2 Ben
	// true
}

func ExamplePortalUsersService_Ensure() {
	client, srv := onFake()
	defer srv.Close()

	// The user is made, and the answer is lost on its way. Ensure lists the portal's users again.
	if err := srv.Inject(fake.Fault{Route: "POST /v1/partner-portals/{portalId}/users", Drop: true, After: true}); err != nil {
		log.Fatal(err)
	}
	var response partnerkit.Response
	user := orFatal(client.PortalUsers.Ensure(context.Background(), "portal_1", partnerkit.PortalUserCreateParams{
		FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", Roles: []string{"role_viewer"},
	}, partnerkit.WithResponse(&response)))
	fmt.Println(user.ID, "read back:", response.ReadBack)
	// Output:
	// portal_user_3 read back: true
}

func ExamplePortalUsersService_Delete() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	fmt.Println(client.PortalUsers.Delete(ctx, "portal_1", "portal_user_2"))
	_, err := client.PortalUsers.Get(ctx, "portal_1", "portal_user_2")
	fmt.Println(errors.Is(err, partnerkit.ErrUserNotFound))
	// Output:
	// <nil>
	// true
}

func ExampleProfileService_Get() {
	client, srv := onFake()
	defer srv.Close()

	profile, err := client.Profile.Get(context.Background(), []partnerkit.ProfileField{
		partnerkit.ProfileFieldUsername, partnerkit.ProfileFieldDateOfBirth,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s %q\n", profile.Username, profile.DateOfBirth, profile.Biography) // not asked for, so zero
	// Output:
	// ana 1990-05-17 ""
}

func ExampleProfileService_Update() {
	client, srv := onFake()
	defer srv.Close()

	profile, err := client.Profile.Update(context.Background(), partnerkit.ProfileUpdateParams{
		Biography:   partnerkit.Null[string](),
		DateOfBirth: partnerkit.Set(partnerkit.Date{Year: 1991, Month: time.May, Day: 17}),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s %q\n", profile.DisplayName, profile.DateOfBirth, profile.Biography)
	// Output:
	// Ana Silva 1991-05-17 ""
}

func ExampleProfileService_Public() {
	client, srv := onFake()
	defer srv.Close()

	ben, err := client.Profile.Public(context.Background(), "ben", "container_1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ben.DisplayName, ben.Handle)
	// Output:
	// Ben Moore ben_moore
}

func ExampleProfileService_Referrals() {
	client, srv := onFake()
	defer srv.Close()

	for _, referral := range orFatal(client.Profile.Referrals(context.Background())) {
		fmt.Println(referral.Username, referral.JoinedAt.Format(time.DateOnly))
	}
	// Output:
	// ben 2023-01-12
	// cleo 2023-01-13
}

func ExampleNotificationsService_List() {
	client, srv := onFake()
	defer srv.Close()

	page, err := client.Notifications.List(context.Background(), partnerkit.NotificationListParams{
		ContainerID: "container_1", Limit: 1,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("page %d, %d in all, next %q: %s\n", page.Number, page.Total, page.Next, page.Items[0].Title)
	// Output:
	// page 1, 2 in all, next "2": Notification 2
}

func ExampleNotificationsService_MarkAllRead() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	if err := client.Notifications.MarkAllRead(ctx); err != nil {
		log.Fatal(err)
	}
	for notification, err := range client.Notifications.All(ctx, partnerkit.NotificationListParams{ContainerID: "container_1"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(notification.Title, "read:", notification.Read)
	}
	// Output:
	// Notification 2 read: true
	// Notification 1 read: true
}

func ExampleWithResponse() {
	client, srv := onFake()
	defer srv.Close()

	var response partnerkit.Response
	_, err := client.PortalUsers.Get(context.Background(), "portal_1", "portal_user_1", partnerkit.WithResponse(&response))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Status, response.Attempts, response.Rate.Remaining, "of", response.Rate.Limit)
	// Output:
	// 200 1 499 of 500
}

func ExampleWithRepeat() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()
	params := partnerkit.UserCreateParams{Email: "ada@example.com"}
	if err := srv.Inject(fake.Fault{Route: "POST /v1/users", Status: http.StatusBadGateway, Times: 2}); err != nil {
		log.Fatal(err)
	}

	// Nobody knows what a proxy forwarded before it answered 502, so a write is sent once …
	_, err := client.Users.Create(ctx, params)
	fmt.Println(errors.Is(err, partnerkit.ErrOutcomeUnknown))

	// … unless the caller accepts "at least once".
	user := orFatal(client.Users.Create(ctx, params, partnerkit.WithRepeat()))
	fmt.Println(user.Email)
	// Output:
	// true
	// ada@example.com
}

func ExampleWithRetry() {
	client, srv := onFake()
	defer srv.Close()
	if err := srv.Inject(fake.Fault{Status: http.StatusServiceUnavailable}); err != nil {
		log.Fatal(err)
	}

	_, err := client.Profile.Referrals(context.Background(), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
	fmt.Println(errors.Is(err, partnerkit.ErrServer))
	// Output:
	// true
}
