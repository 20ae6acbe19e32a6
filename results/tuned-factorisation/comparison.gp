# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './comparison.svg'
set datafile separator tab
unset key
set lmargin at screen 0.10232
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.1321
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [-0.5:3.5]
set yrange [0:0.08864376358902927]
set xtics ('' 0, '' 1, '' 2, '' 3)
set ytics ('' 0, '' 0.02, '' 0.04, '' 0.06, '' 0.08)
set label 'als' at screen 0.21074, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'knn' at screen 0.4276, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'untuned' at screen 0.64445, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'popular (collapsed)' at screen 0.8613, screen 0.0996 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.00' at screen 0.09239, screen 0.1321 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.02' at screen 0.09239, screen 0.30274 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.04' at screen 0.09239, screen 0.47338 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.06' at screen 0.09239, screen 0.64402 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.08' at screen 0.09239, screen 0.81466 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'tuned-factorisation, leave-last-out, test' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'ndcg@10' at screen 0.03028, screen 0.51026 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set label 'Whiskers: confidence interval.' at screen 0.01944, screen 0.04489 left front font 'sans-serif,11.5' textcolor rgb '#555555'
set label '0.0705' at screen 0.21074, screen 0.85853 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0495' at screen 0.4276, screen 0.66229 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0464' at screen 0.64445, screen 0.63271 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0333' at screen 0.8613, screen 0.50557 center front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './comparison.dat' index 0 using 1:4:2:3:(0):4 with boxxyerror fillstyle solid noborder fillcolor rgb '#0072b2' title 'ndcg@10', \
    './comparison.dat' index 0 using 1:5:(0):($6-$5) with vectors heads size screen 0.005,90 fixed linewidth 1.2 linecolor rgb '#222222' notitle
unset output
