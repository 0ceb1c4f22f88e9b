# Writes the Ethernet frames that come on standard input to an interface: perl send-stream.pl IFNAME
# A frame: its length in two octets, big-endian, then itself. What cannot be sent (the link is down or away) is lost, as
# on a wire. AF_PACKET 17, SOCK_RAW 3; struct sockaddr_ll as in ../../lab/send-frame.pl.
use strict;
my $name = shift @ARGV;
binmode(STDIN);
socket(my $socket, 17, 3, 0) or die "socket: $!\n";
my ($to, $looked) = ('', 0);
sub look {
    $looked = time;
    open(my $file, '<', "/sys/class/net/$name/ifindex") or return;
    my $index = <$file>;
    chomp $index;
    $to = pack('S n l S C C a8', 17, 3, $index, 0, 0, 6, '');
}
while (1) {
    my $got = read(STDIN, my $head, 2);
    last unless $got;
    read(STDIN, my $frame, unpack('n', $head)) or last;
    look() if $to eq '';
    next if $to eq '' or defined(send($socket, $frame, 0, $to));
    # It may be another one of the same name.
    look() if time > $looked;
}
