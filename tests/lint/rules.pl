#!/usr/bin/perl
# rules.pl [ROOT]: what the compiler does not check, over ROOT/src: which folder may include which,
# which unit may know which library, SQL only in the store, the co_await rule of g++ 12, reserved
# names, how long a function may be, and that ROOT/deploy/OPERATING*.md and the list of those counted
# tell of each alert and of no other; and how long a file, over ROOT/tests too.
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
    swanctl => [qw(app front baidu service runtime base)],
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

# The simulator keeps its records in a table of its own.
my $may_hold_sql = qr{^(?:service/store/|sandbox/archive\.)};
my $sql = qr{"\s*(?:SELECT|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|
             CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)|(?:ALTER|DROP)\s+(?:TABLE|INDEX)|PRAGMA|
             BEGIN\s+IMMEDIATE)\b}xi;

# One co_await a statement: never inside if, while, switch, for or ?:, never two, and no lambda and
# no braces after it. g++ 12.2 miscompiles the rest without a warning.
my $co_await = qr!\b(?:if|while|switch|for)\s*\([^;{]*\bco_await\b
                | \?[^;]*\bco_await\b
                | \bco_await\b[^;]*(?:\bco_await\b|\?)
                | \bco_await\b[^;]*[\[\{]!x;

# Names that the language keeps for itself, but for those that compilers and POSIX offer.
my $reserved = qr{(?<!\w)(?!__builtin_|__attribute__\b|_SC_)(?:_[A-Z_]\w*|\w+__\w*)};

my $most_lines_of_file     = 300;
my $most_lines_of_function = 40;

my $failures = 0;

sub report_line {
    my ($path, $line, $what) = @_;
    print "$path:$line: $what\n";
    $failures++;
}

sub report {
    my ($file, $text, $offset, $what) = @_;
    report_line("src/$file", 1 + (substr($text, 0, $offset) =~ tr/\n//), $what);
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

# As clang-format lays them out: a function begins with the last line before its closing brace that
# stands as far left.
sub check_functions {
    my ($file, $bare) = @_;
    my ($line, @begun) = (0);
    for (split /\n/, $bare) {
        $line++;
        next unless /^( *)([^\s#].*)/;
        my ($indent, $code) = (length $1, $2);
        next if $code =~ /^(?:public|protected|private):/;
        my ($begin, $head) = @{ $begun[$indent] // [] };
        report_line("src/$file", $begin, "a function of more than $most_lines_of_function lines")
            if $code =~ /^\}/ && defined $begin && $line - $begin >= $most_lines_of_function
            && $head =~ /^\w.*\(/ && $head !~ /^(?:if|for|while|switch|do|try)\b/;
        $#begun = $indent - 1;
        $begun[$indent] = [$line, $code];
    }
}

# Every kind of alert in src, and where: the first argument of alert() and alert_once(), what goes to
# a parameter `alert` and what is assigned to one, and what alert_of() gives; where a name stands
# there, the texts that the same file gives it. A kind that comes another way counts as told of if its
# text stands anywhere.
my (%alerts, %texts, %in_manual);
my $kind = qr/"([a-z]+(?:_[a-z]+)*)"/;
my $list_of_alerts = 'app/alert_kinds.h';

sub note_alerts {
    my ($file, $code) = @_;
    my $all = $code;
    $texts{$1} = 1 while $code =~ /$kind/g;
    my @takers = $code =~ /\b(\w+)\([^(){};]*\bstd::string_view alert\b/g;
    my $takers = join '|', map { quotemeta } @takers, 'no alert';
    while ($code =~ /\balert(?:_once)?\(\s*([^,()]+)
                   | \b(?:$takers)\(([^;{}]*)
                   | \balert\s=\s([^;,}]+)
                   | \balert_of\([^()]*\)\s\{(.*?)^\}/gmsx) {
        my ($said, $at) = ($1 // $2 // $3 // $4, $-[0]);
        for my $name ($said =~ /\b(\w+)\b/g) {
            $said .= " $1" while $all =~ /\b\Q$name\E = ([^;{}]+);/g;
        }
        $alerts{$1} //= [$file, $code, $at] while $said =~ /$kind/g;
    }
}

sub compare_alerts {
    my ($where, %told) = @_;
    report(@{ $alerts{$_} }, "$where does not tell of the alert $_")
        for grep { !$told{$_} } sort keys %alerts;
    report_line($where, $told{$_}, "there is no alert $_")
        for grep { !$texts{$_} } sort keys %told;
}

# The tables of alerts in the operator's manual; each language has its own.
sub check_manual {
    my ($root, $path) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    (my $manual = $path) =~ s{^\Q$root\E/}{};
    my ($in_table, %told);
    while (<$in>) {
        $in_table = 1 if /^\| (?:alert|告警) \|/;
        $in_table = 0 if !/^\|/;
        next unless $in_table && /^\| (`[^|]*) \|/;
        $told{$_} //= $. for $1 =~ /`(\w+)`/g;
    }
    compare_alerts($manual, %told);
    $in_manual{$_} //= [$manual, $told{$_}] for keys %told;
}

# The list of those that are counted from the start, of which the manuals may know more.
sub check_list {
    my ($root, $path) = @_;
    open my $in, '<', "$root/$path" or die "$path: $!\n";
    my %told;
    while (<$in>) {
        $told{$1} //= $. if /^\s*$kind,/;
    }
    compare_alerts($path, %told);
    report_line(@{ $in_manual{$_} }, "$path does not tell of the alert $_")
        for grep { !$told{$_} && !$alerts{$_} } sort keys %in_manual;
}

sub content {
    my ($root, $path) = @_;
    open my $in, '<', "$root/$path" or die "$path: $!\n";
    my $text = do { local $/; <$in> } // '';
    my $lines = $text =~ tr/\n//;
    report_line($path, $lines, "a file of more than $most_lines_of_file lines")
        if $lines > $most_lines_of_file;
    return $text;
}

sub check {
    my ($file, $text) = @_;
    my $code = without_comments($text, 0);
    check_includes($file, $code);
    while ($code =~ /$sql/g) {
        report($file, $code, $-[0], 'SQL outside service/store') if $file !~ $may_hold_sql;
    }
    my $bare = without_comments($text, 1);
    while ($bare =~ /$co_await/g) {
        report($file, $bare, $-[0], 'co_await outside the rule that g++ 12 needs');
    }
    while ($bare =~ /$reserved/g) {
        report($file, $bare, $-[0], 'a name that is reserved');
    }
    check_functions($file, $bare);
    note_alerts($file, $code) if $file ne $list_of_alerts;
}

my $root = $ARGV[0] // '.';
my @files;
find(sub { push @files, $File::Find::name if /\.(?:cpp|h)$/ }, grep { -d } "$root/src", "$root/tests");
for my $path (map { s{^\Q$root\E/}{}r } sort @files) {
    my $text = content($root, $path);
    check($1, $text) if $path =~ m{^src/(.*)};
}
check_manual($root, $_) for glob "$root/deploy/OPERATING*.md";
check_list($root, "src/$list_of_alerts") if -e "$root/src/app/worker.cpp" || -e "$root/src/$list_of_alerts";
exit($failures ? 1 : 0);
