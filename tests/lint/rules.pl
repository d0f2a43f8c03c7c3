#!/usr/bin/perl
# rules.pl [ROOT]: what the compiler does not check, over ROOT/src: which folder may include which,
# which unit may know which library, SQL only in the store, and the co_await rule of g++ 12.
use strict;
use warnings;
use File::Find;

# A folder may include itself and these.
my %may_include = (
    base    => [],
    runtime => ['base'],
    service => [qw(runtime base)],
    baidu   => [qw(service runtime base)],
    front   => [qw(runtime base)],
    app     => [qw(front baidu service runtime base)],
    sandbox => [qw(front baidu service runtime base)],
    ''      => [qw(app front baidu service runtime base)],    # main.cpp
);

# Who may include a library's headers.
my @seams = (
    [ qr{^(fcgi|fcgiapp|fcgio|fcgi_\w+)\.h$} => qr{^front/fcgi} ],
    [ qr{^curl/}                             => qr{^service/http} ],
    [ qr{^(soci/|sqlite3)}                   => qr{^service/store/sql} ],
    [ qr{^rapidjson/}                        => qr{^base/json} ],
    [ qr{^openssl/}                          => qr{^base/crypto} ],
    [ qr{^(spdlog|fmt)/}                     => qr{^base/log} ],
    [ qr{^prometheus/}                       => qr{^base/metrics} ],
);

my $sql = qr{"\s*(?:SELECT|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(?:CREATE|ALTER|DROP)\s+
             (?:TABLE|INDEX)|PRAGMA|BEGIN\s+IMMEDIATE)\b}x;

# One co_await a statement: never inside if, while, switch, for or ?:, never two, and no lambda and
# no braces after it. g++ 12.2 miscompiles the rest without a warning.
my $co_await = qr!\b(?:if|while|switch|for)\s*\([^;{]*\bco_await\b
                | \?[^;]*\bco_await\b
                | \bco_await\b[^;]*(?:\bco_await\b|\?)
                | \bco_await\b[^;]*[\[\{]!x;

my $failures = 0;

sub report {
    my ($file, $text, $offset, $what) = @_;
    my $line = 1 + (substr($text, 0, $offset) =~ tr/\n//);
    print "src/$file:$line: $what\n";
    $failures++;
}

# The text with comments (and, if asked, strings) blanked out, every byte in its place.
sub without_comments {
    my ($text, $strings_too) = @_;
    $text =~ s{(//[^\n]*|/\*.*?\*/)|(R"([^\s()\\]{0,16})\(.*?\)\3"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')}{
        my $match = $&;
        $match =~ s/[^\n]/ /g if defined $1 || $strings_too;
        $match;
    }gse;
    return $text;
}

sub check_includes {
    my ($file, $text) = @_;
    my $from = $file =~ m{^([^/]+)/} ? $1 : '';
    while ($text =~ m{^[ \t]*\#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)}mg) {
        my ($ours, $header, $at) = ($1, $2 // $1, $-[0]);
        for my $seam (@seams) {
            report($file, $text, $at, "only $seam->[1] may include $header")
                if $header =~ $seam->[0] && $file !~ $seam->[1];
        }
        next unless defined $ours;
        my ($to) = $ours =~ m{^([^/]+)/};
        if (!defined $to) {
            report($file, $text, $at, "write \"$ours\" from the root of src");
        } elsif ($to ne $from && !grep { $_ eq $to } @{ $may_include{$from} // [] }) {
            report($file, $text, $at, "$from/ must not include $to/");
        }
    }
}

sub check {
    my ($root, $file) = @_;
    open my $in, '<', "$root/src/$file" or die "$file: $!\n";
    my $text = do { local $/; <$in> };
    my $code = without_comments($text, 0);
    check_includes($file, $code);
    while ($code =~ /$sql/g) {
        report($file, $code, $-[0], 'SQL outside service/store') if $file !~ m{^service/store/};
    }
    my $bare = without_comments($text, 1);
    while ($bare =~ /$co_await/g) {
        report($file, $bare, $-[0], 'co_await outside the rule that g++ 12 needs');
    }
}

my $root = $ARGV[0] // '.';
my @files;
find(sub { push @files, $File::Find::name if /\.(?:cpp|h)$/ }, "$root/src");
for my $file (sort @files) {
    check($root, $file =~ s{^\Q$root\E/src/}{}r);
}
exit($failures ? 1 : 0);
