# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './ndcg.svg'
set datafile separator tab
unset key
set lmargin at screen 0.2251
set rmargin at screen 0.91494
set tmargin at screen 0.88841
set bmargin at screen 0.17938
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:0.06749520944860357]
set yrange [4.5:-0.5]
set xtics ('' 0, '' 0.01, '' 0.02, '' 0.03, '' 0.04, '' 0.05, '' 0.06)
set ytics ('' 0, '' 1, '' 2, '' 3, '' 4)
set label '0.00' at screen 0.2251, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.01' at screen 0.3273, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.02' at screen 0.42951, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.03' at screen 0.53171, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.04' at screen 0.63392, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.05' at screen 0.73613, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.06' at screen 0.83833, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'ease' at screen 0.21517, screen 0.81751 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'knn' at screen 0.21517, screen 0.6757 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'popular (collapsed)' at screen 0.21517, screen 0.53389 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'random' at screen 0.21517, screen 0.39209 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'constant (collapsed)' at screen 0.21517, screen 0.25028 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid xtics noytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'first-look, leave-last-out, test' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'ndcg@10' at screen 0.57002, screen 0.09665 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'Whiskers: confidence interval.' at screen 0.01944, screen 0.04489 left front font 'sans-serif,11.5' textcolor rgb '#555555'
set label '0.0520' at screen 0.87675, screen 0.81751 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0419' at screen 0.75708, screen 0.6757 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0374' at screen 0.70392, screen 0.53389 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0047' at screen 0.31613, screen 0.39209 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0023' at screen 0.25577, screen 0.25028 left front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './ndcg.dat' index 0 using 4:1:(0):4:2:3 with boxxyerror fillstyle solid noborder fillcolor rgb '#0072b2' title 'ndcg@10', \
    './ndcg.dat' index 0 using 5:1:($6-$5):(0) with vectors heads size screen 0.005,90 fixed linewidth 1.2 linecolor rgb '#222222' notitle
unset output
