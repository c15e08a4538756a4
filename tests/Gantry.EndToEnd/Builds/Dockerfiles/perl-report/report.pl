my $t = 0;
while (<>) { $t += (split /,/)[1]; }
print "total $t\n";
