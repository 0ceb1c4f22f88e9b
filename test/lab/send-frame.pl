# Writes raw Ethernet frames, which node cannot: perl send-frame.pl IFINDEX HEX...
# AF_PACKET 17, SOCK_RAW 3; struct sockaddr_ll: family, protocol, index, hardware type, packet type, length, address.
use strict;
my $index = shift @ARGV;
socket(my $socket, 17, 3, 0) or die "socket: $!\n";
my $to = pack('S n l S C C a8', 17, 3, $index, 0, 0, 6, '');
for my $hex (@ARGV) {
    defined(send($socket, pack('H*', $hex), 0, $to)) or die "send: $!\n";
}
