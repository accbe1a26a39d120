package fake

// The state that a fake starts with unless it is given another.

import "github.com/partnerkit/partnerkit-go/fake/internal/backend"

// DefaultState is the state that a fake starts with: two users in every API. Each call makes a new one.
//
//   - Partners partner_alpha, with every permission, and partner_beta, with user:create and user:read. Both users, ids
//     123e4567-e89b-12d3-a456-426614174000 and …100, emails ana@example.com and ben@example.com, are partner_alpha's.
//   - Apps with the users user_external_id_1 and user_external_id_2 in the first, and nobody in the second.
//   - Portals portal_1, with the roles role_viewer and role_editor and the users portal_user_1 and portal_user_2, and portal_2,
//     with the role role_viewer and nobody. The first service account may do everything in every portal, the second may
//     read portal_1.
//   - Profiles ana and ben, both public in container_1, ana in container_2 too, each with a session. ana has two referrals,
//     and two notifications in container_1 and one in container_2; ben has one of each.
//
// The sessions have no times, so they last ten minutes, and their refresh tokens thirty days, from when they are loaded.
func DefaultState() State { return stateOf(backend.Default()) }
