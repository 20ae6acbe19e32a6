# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './importance.svg'
set datafile separator tab
unset key
set lmargin at screen 0.09112
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.08205
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [-0.5:2.5]
set yrange [0:0.3573697878008224]
set xtics ('' 0, '' 1, '' 2)
set ytics ('' 0, '' 0.1, '' 0.2, '' 0.30000000000000004)
set label 'factors' at screen 0.23756, screen 0.04955 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'reg' at screen 0.53042, screen 0.04955 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'unobserved' at screen 0.82329, screen 0.04955 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0' at screen 0.08119, screen 0.08205 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.1' at screen 0.08119, screen 0.30768 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.08119, screen 0.53332 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.3' at screen 0.08119, screen 0.75896 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'sweep 1 (factors): share of the variance of ndcg@10' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'importance' at screen 0.03028, screen 0.48523 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set label '0.334' at screen 0.23756, screen 0.85526 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.266' at screen 0.53042, screen 0.70113 center front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.255' at screen 0.82329, screen 0.6781 center front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './importance.dat' index 0 using 1:4:2:3:(0):4 with boxxyerror fillstyle solid noborder fillcolor rgb '#0072b2' title 'importance'
unset output
