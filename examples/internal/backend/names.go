package backend

// What the examples must be told about an account: credentials are not enough to know a portal from a role.

import (
	"fmt"

	"github.com/partnerkit/partnerkit-go/fake"
)

// Name is the environment variable that names something of a real account. The fake has a name of its own for each.
type Name string

// The names that examples ask for.
const (
	// Portal is the id of a portal of the service account.
	Portal Name = "PARTNERKIT_EXAMPLE_PORTAL"
	// Role is the id of a role of that portal.
	Role Name = "PARTNERKIT_EXAMPLE_ROLE"
	// Container is the id of a container of the session's user.
	Container Name = "PARTNERKIT_EXAMPLE_CONTAINER"
	// ExternalID is the id that the app gave to one of its users.
	ExternalID Name = "PARTNERKIT_EXAMPLE_EXTERNAL_ID"
	// SecondPartnerKey is the API key of a second partner account.
	SecondPartnerKey Name = "PARTNERKIT_EXAMPLE_SECOND_PARTNER_KEY"
	// MarkAllRead is set, to anything, where the notifications of the session's user may be marked read. That cannot be taken
	// back, and reaches all containers.
	MarkAllRead Name = "PARTNERKIT_EXAMPLE_MARK_ALL_READ"
)

// credentials are the variables of partnerkit.FromEnv that hold one. A base URL alone is none.
var credentials = []string{
	"PARTNERKIT_PARTNER_KEY", "PARTNERKIT_APP_KEY", "PARTNERKIT_APP_SECRET", "PARTNERKIT_SERVICE_ACCOUNT_KEY",
	"PARTNERKIT_SESSION_TOKEN", "PARTNERKIT_REFRESH_TOKEN",
}

func hasCredentials(getenv func(string) string) bool {
	for _, variable := range credentials {
		if getenv(variable) != "" {
			return true
		}
	}
	return false
}

func missing(getenv func(string) string, needs []Name) error {
	for _, name := range needs {
		if getenv(string(name)) == "" {
			return fmt.Errorf("with credentials in the environment this example also needs %s", name)
		}
	}
	return nil
}

// namesOf takes the names out of the state that a fake starts with.
func namesOf(state fake.State) func(Name) string {
	names := map[Name]string{
		Portal:           state.Portals[0].ID,
		Role:             state.Portals[0].Roles[0],
		Container:        state.Profiles[0].Containers[0],
		ExternalID:       state.Apps[0].Users[0].UserExternalID,
		SecondPartnerKey: state.Partners[1].APIKey,
		MarkAllRead:      "1",
	}
	return func(n Name) string { return names[n] }
}
