# Sends GRE packets over IPv4, which node cannot: perl send-gre.pl FROM TO HEX...
use strict;
use Socket;
my ($from, $to, @packets) = @ARGV;
socket(my $socket, AF_INET, SOCK_RAW, 47) or die "socket: $!\n";
bind($socket, sockaddr_in(0, inet_aton($from))) or die "bind: $!\n";
for my $hex (@packets) {
    defined(send($socket, pack('H*', $hex), 0, sockaddr_in(0, inet_aton($to)))) or die "send: $!\n";
}
