# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './activity.svg'
set datafile separator tab
unset key
set lmargin at screen 0.10232
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.1321
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [-0.5:4.5]
set yrange [0:0.12368938633379442]
set xtics ('' 0, '' 1, '' 2, '' 3, '' 4)
set ytics ('' 0, '' 0.02, '' 0.04, '' 0.06, '' 0.08, '' 0.1, '' 0.12)
set label 'all' at screen 0.18906, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1..4' at screen 0.36254, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '5..15' at screen 0.53602, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '16..40' at screen 0.7095, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '41..322' at screen 0.88298, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.00' at screen 0.09239, screen 0.1321 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.02' at screen 0.09239, screen 0.25439 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.04' at screen 0.09239, screen 0.37668 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.06' at screen 0.09239, screen 0.49898 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.08' at screen 0.09239, screen 0.62127 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.10' at screen 0.09239, screen 0.74356 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.12' at screen 0.09239, screen 0.86585 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'ease (healthy) by activity, claims, leave-last-out' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'ndcg@10' at screen 0.03028, screen 0.51026 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set label 'Whiskers: confidence interval.' at screen 0.01944, screen 0.04489 left front font 'sans-serif,11.5' textcolor rgb '#555555'
set label '0.0680' at screen 0.18906, screen 0.64832 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0537' at screen 0.36254, screen 0.67149 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0869' at screen 0.53602, screen 0.85853 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0673' at screen 0.7095, screen 0.74635 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0579' at screen 0.88298, screen 0.67348 center front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './activity.dat' index 0 using 1:4:2:3:(0):4 with boxxyerror fillstyle solid noborder fillcolor rgb '#0072b2' title 'ndcg@10', \
    './activity.dat' index 0 using 1:5:(0):($6-$5) with vectors heads size screen 0.005,90 fixed linewidth 1.2 linecolor rgb '#222222' notitle
unset output
