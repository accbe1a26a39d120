package main

// The program but for its process: arguments in, an exit code out.

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strconv"

	"github.com/partnerkit/partnerkit-go"
)

// What the process exits with.
const (
	exitEqual       = 0
	exitDiffers     = 1
	exitWrongInput  = 2
	exitInterrupted = 130 // as a shell says it of SIGINT
)

func run(ctx context.Context, args []string, connect func() (*partnerkit.Client, error), in io.Reader, out, errOut io.Writer) int {
	diagnostics := &report{out: errOut}
	o, err := parse(args, errOut)
	if errors.Is(err, flag.ErrHelp) {
		return exitEqual
	}
	if err != nil {
		return exitWrongInput // the flag set has said why
	}
	rows, err := load(o.file, in)
	if err != nil {
		diagnostics.say("%v", err)
		return exitWrongInput
	}
	client, err := connect()
	if err != nil {
		diagnostics.say("%v", err)
		return exitWrongInput
	}
	s := newSyncer(client.PortalUsers, o, rows, out, newMeter(errOut))
	equal, err := s.run(ctx)
	switch {
	case ctx.Err() != nil && err != nil:
		diagnostics.say("interrupted: run it again to finish")
		return exitInterrupted
	case err != nil:
		diagnostics.say("%v", err)
		return exitOf(err)
	case !equal:
		return exitDiffers
	default:
		return exitEqual
	}
}

// exitOf tells what the caller has to put right from what came in between. The rows were checked before: an argument
// that the client refuses is the portal's id.
func exitOf(err error) int {
	for _, wrong := range []error{partnerkit.ErrInvalidArgument, partnerkit.ErrNoCredential, partnerkit.ErrNoBaseURL} {
		if errors.Is(err, wrong) {
			return exitWrongInput
		}
	}
	return exitDiffers
}

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("portalsync", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Usage = func() {
		(&report{out: errOut}).say("usage: portalsync [flags] PORTAL FILE")
		flags.PrintDefaults()
	}
	flags.BoolVar(&o.dryRun, "dry-run", false, "say what would be done, and do nothing")
	flags.IntVar(&o.workers, "workers", 4, "`number` of changes under way at a time")
	o.maxDelete = usualLimit
	flags.Func("max-delete", "do nothing where more than this `number` would be deleted (default 10, and a tenth of the portal)", func(text string) error {
		number, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return errors.New("it must be a number from 0 on")
		}
		o.maxDelete = int(number)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() != 2 || o.workers < 1 {
		flags.Usage()
		return o, errors.New("wrong arguments")
	}
	o.portal, o.file = flags.Arg(0), flags.Arg(1)
	return o, nil
}

func load(name string, in io.Reader) ([]*row, error) {
	if name == "-" {
		return readRows("stdin", in)
	}
	file, err := os.Open(name) //nolint:gosec // whoever starts the program names the file
	if err != nil {
		return nil, err
	}
	rows, err := readRows(name, file)
	return rows, errors.Join(err, file.Close())
}
