exec sleep 3600
