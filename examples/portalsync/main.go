// Command portalsync brings the users of a portal in line with a CSV file: it creates those who are in the file alone,
// deletes those who are in the portal alone, and leaves the others as they are.
//
//	portalsync [-dry-run] [-workers n] [-max-delete n] PORTAL FILE
//
// FILE is "-" for the standard input. It is UTF-8, with commas, and its first line names the columns: first_name,
// last_name, email, roles (ids, separated by ";") and, if wanted, locale and password (8 characters or more, which only
// those who are created get). The credential and the address come from the environment: PARTNERKIT_SERVICE_ACCOUNT_KEY and
// PARTNERKIT_PORTALS_BASE_URL. Without arguments it is a demonstration on a fake.
//
// What is wrong with the file is said, with its place, before the portal is touched, and with -dry-run too. More than 10
// deletions, or more than a tenth of the portal, it does not begin unless -max-delete allows them, and it deletes nobody
// until everybody in the file is there.
//
// It keeps no notes. What is to be done is always found out by comparing the portal with the file, so that after an
// interruption, a lost answer or an outage it is enough to run it again. It exits with 0 when the portal equals the
// file; 1 when it does not, after a dry run too; 2 when the arguments, the environment or the file are wrong; and 130 when
// it was interrupted.
package main

import (
	"context"
	"os"
	"os/signal"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() {
	if len(os.Args) == 1 {
		backend.Main(demo) // leave this out of a program of your own, with demo.go
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	os.Exit(run(ctx, os.Args[1:], connect, os.Stdin, os.Stdout, os.Stderr))
}

// patience is for a job without anybody in front of it: it waits for the next window of the quota, a minute at most.
var patience = partnerkit.Retry{MaxAttempts: 8, MaxWait: 90 * time.Second}

func connect() (*partnerkit.Client, error) {
	return partnerkit.New(partnerkit.FromEnv(), partnerkit.WithRetry(patience), partnerkit.WithUserAgent("portalsync"))
}
