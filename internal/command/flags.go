package command

import (
	"cmp"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// jsonFlag is the flag that every list has.
func jsonFlag(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "json", false, "print one JSON object a line")
}

// FlagError returns an error that says what is wrong with a flag, and what to write.
// The errors of pflag repeat raw what was typed.
func FlagError(cmd *cobra.Command, err error) error {
	switch err := err.(type) { //nolint:errorlint // pflag and cobra wrap none of these
	case *pflag.NotExistError:
		return noFlag(cmd, err)
	case *pflag.ValueRequiredError:
		return misuse(cmd, "%s stands alone: want %s", written(err.GetFlag()), usage(err.GetFlag()))
	case *pflag.InvalidValueError:
		wanted := err.Unwrap().Error()
		if err.GetFlag().Value.Type() == "bool" { // pflag's own, whose error repeats the value
			wanted = "want true or false"
		}
		return misuse(cmd, "%s %s: %s", written(err.GetFlag()), quote(err.GetValue()), wanted)
	case *pflag.InvalidSyntaxError:
		return misuse(cmd, "%s is not a flag", quote(err.GetSpecifiedFlag()))
	}
	return misuse(cmd, "%s", shorten(err.Error()))
}

func noFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	var flags, all []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			flags = append(flags, f.Name)
			all = append(all, written(f))
		}
	})
	name, flag := err.GetSpecifiedName(), "--"+err.GetSpecifiedName()
	if err.GetSpecifiedShortnames() != "" {
		flag = "-" + name
	}
	mend := "want one of " + strings.Join(all, ", ")
	if near, ok := blog.Nearest(strings.TrimSpace(name), flags); ok {
		mend = "did you mean --" + near
	}
	return misuse(cmd, "no flag %s: %s", quote(flag), mend)
}

// written is a flag as it is usually typed.
func written(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// usage is a flag with the name of its value: "--tag TAG".
func usage(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	return strings.TrimSpace(written(f) + " " + name)
}

// atMost refuses more arguments than that. want says what the command takes.
func atMost(most int, want string, cmd *cobra.Command, args []string) error {
	if len(args) <= most {
		return nil
	}
	return misuse(cmd, "%s is one word too many: %s", quote(args[most]), want)
}

// noWords refuses arguments where a command takes none.
func noWords(cmd *cobra.Command, args []string) error {
	return atMost(0, cmd.Name()+" takes none", cmd, args)
}

// oneSlug accepts one post.
func oneSlug(cmd *cobra.Command, args []string) error {
	return cmp.Or(atMostOneSlug(cmd, args), anySlugs(cmd, args))
}

// atMostOneSlug accepts one post or none.
func atMostOneSlug(cmd *cobra.Command, args []string) error {
	return atMost(1, "want one SLUG", cmd, args)
}

// anySlugs accepts one post or more.
func anySlugs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misuse(cmd, "no post named: want %s SLUG, from ls", cmd.Name())
	}
	return nil
}
