package contract

// What a backend is known to hold.

import "os"

// Fixture names what a backend is known to hold.
type Fixture struct {
	UserID      string // a user associated with the partner
	UserEmail   string // that user's e-mail
	ExternalID  string // an external id that the app gave a user
	PortalID    string // a portal that the service account may write to
	RoleID      string // a role of that portal
	Username    string // the session's user
	ContainerID string // a container that this user is in
}

// FakeFixture is what fake.DefaultState holds.
func FakeFixture() Fixture {
	return Fixture{
		UserID: "123e4567-e89b-12d3-a456-426614174000", UserEmail: "ana@example.com",
		ExternalID: "user_external_id_1", PortalID: "portal_1", RoleID: "role_viewer",
		Username: "ana", ContainerID: "container_1",
	}
}

// FixtureFromEnv takes each name from the environment, PARTNERKIT_CONTRACT_USER_ID, _USER_EMAIL, _EXTERNAL_ID,
// _PORTAL_ID, _ROLE_ID, _USERNAME and _CONTAINER_ID. A row that needs one that is not set is skipped.
func FixtureFromEnv() Fixture {
	get := func(name string) string { return os.Getenv("PARTNERKIT_CONTRACT_" + name) }
	return Fixture{
		UserID: get("USER_ID"), UserEmail: get("USER_EMAIL"), ExternalID: get("EXTERNAL_ID"),
		PortalID: get("PORTAL_ID"), RoleID: get("ROLE_ID"), Username: get("USERNAME"), ContainerID: get("CONTAINER_ID"),
	}
}
