package promises_test

// No test of this package may leave a goroutine behind, and the client's own transport
// trusts the certificate of the tests' servers as a user's would: by SSL_CERT_FILE.

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// certificate is what the TLS servers of these tests show.
var certificate = rawh2.Trusted()

func TestMain(m *testing.M) { goleak.VerifyTestMain(rawh2.Trusting(m)) }

// certificateFileCounts is false where crypto/x509 asks the system instead.
func certificateFileCounts() bool { return rawh2.CertificateFileCounts() }
