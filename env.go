package partnerkit

// Configuration from the environment, for programs that ask for it.

import (
	"errors"
	"os"
)

// FromEnv takes what the environment gives, and leaves alone what it does not:
//
//	PARTNERKIT_PARTNER_KEY          WithPartnerKey
//	PARTNERKIT_APP_KEY, _APP_SECRET WithAppKey; one without the other is an error
//	PARTNERKIT_SERVICE_ACCOUNT_KEY  WithServiceAccountKey
//	PARTNERKIT_SESSION_TOKEN        WithSession(SessionToken), or RefreshingSession together with
//	PARTNERKIT_REFRESH_TOKEN        alone it is refreshed before its first use
//	PARTNERKIT_BASE_URL             WithBaseURL
//	PARTNERKIT_PARTNER_BASE_URL     WithPartnerBaseURL
//	PARTNERKIT_APP_BASE_URL         WithAppBaseURL
//	PARTNERKIT_PORTALS_BASE_URL     WithPortalsBaseURL
//	PARTNERKIT_PROFILE_BASE_URL     WithProfileBaseURL
//
// The environment is read when New or With applies the option. An empty variable
// counts as unset.
func FromEnv() Option {
	return func(c *config) error {
		var errs []error
		for _, option := range environment() {
			errs = append(errs, option(c))
		}
		return errors.Join(errs...)
	}
}

func environment() []Option {
	var opts []Option
	for _, single := range []struct {
		variable string
		option   func(string) Option
	}{
		{"PARTNERKIT_PARTNER_KEY", WithPartnerKey},
		{"PARTNERKIT_SERVICE_ACCOUNT_KEY", WithServiceAccountKey},
		{"PARTNERKIT_BASE_URL", WithBaseURL},
		{"PARTNERKIT_PARTNER_BASE_URL", WithPartnerBaseURL},
		{"PARTNERKIT_APP_BASE_URL", WithAppBaseURL},
		{"PARTNERKIT_PORTALS_BASE_URL", WithPortalsBaseURL},
		{"PARTNERKIT_PROFILE_BASE_URL", WithProfileBaseURL},
	} {
		if value := os.Getenv(single.variable); value != "" {
			opts = append(opts, single.option(value))
		}
	}
	return append(opts, appFromEnv(), sessionFromEnv())
}

func appFromEnv() Option {
	key, secret := os.Getenv("PARTNERKIT_APP_KEY"), os.Getenv("PARTNERKIT_APP_SECRET")
	switch {
	case key == "" && secret == "":
		return nothingToDo
	case key == "":
		return halfGiven("PARTNERKIT_APP_SECRET", "PARTNERKIT_APP_KEY")
	case secret == "":
		return halfGiven("PARTNERKIT_APP_KEY", "PARTNERKIT_APP_SECRET")
	default:
		return WithAppKey(key, secret)
	}
}

func sessionFromEnv() Option {
	session, refresh := os.Getenv("PARTNERKIT_SESSION_TOKEN"), os.Getenv("PARTNERKIT_REFRESH_TOKEN")
	switch {
	case refresh != "":
		return WithSession(RefreshingSession(session, refresh))
	case session != "":
		return WithSession(SessionToken(session))
	default:
		return nothingToDo
	}
}

func nothingToDo(*config) error { return nil }

func halfGiven(given, missing string) Option {
	return func(*config) error { return invalid("FromEnv: %s is set and %s is not", given, missing) }
}
