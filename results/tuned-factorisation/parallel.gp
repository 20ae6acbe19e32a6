# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './parallel.svg'
set datafile separator tab
unset key
set lmargin at screen 0.09112
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.13227
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [-0.3:3.5]
set yrange [-0.05:1.05]
set xtics ('' 0, '' 1, '' 2, '' 3)
set ytics ('' 0, '' 0.2, '' 0.4, '' 0.6000000000000001, '' 0.8, '' 1)
set label 'factors' at screen 0.16049, screen 0.09977 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'unobserved' at screen 0.3917, screen 0.09977 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'reg' at screen 0.62291, screen 0.09977 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'ndcg@10' at screen 0.85412, screen 0.09977 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0' at screen 0.08119, screen 0.16664 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.08119, screen 0.30412 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.4' at screen 0.08119, screen 0.4416 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.6' at screen 0.08119, screen 0.57908 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.8' at screen 0.08119, screen 0.71656 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '1.0' at screen 0.08119, screen 0.85404 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid xtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set arrow from graph 0, first 0 to graph 1, first 0 nohead back linewidth 0.8 linecolor rgb '#888888'
set label 'sweep 1 (factors): settings and ndcg@10 of each trial' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'place from least to largest' at screen 0.03028, screen 0.51034 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from first 0, graph 0 to first 0, graph 1 nohead front linewidth 1.2 dashtype (6,4) linecolor rgb '#777777'
set arrow from first 1, graph 0 to first 1, graph 1 nohead front linewidth 1.2 dashtype (6,4) linecolor rgb '#777777'
set arrow from first 2, graph 0 to first 2, graph 1 nohead front linewidth 1.2 dashtype (6,4) linecolor rgb '#777777'
set arrow from first 3, graph 0 to first 3, graph 1 nohead front linewidth 1.2 dashtype (6,4) linecolor rgb '#777777'
set arrow from screen 0.23603, screen 0.04955 to screen 0.27214, screen 0.04955 nohead front linewidth 2 dashtype 1 linecolor rgb '#0072b2'
set label '' at screen 0.25408, screen 0.04955 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'best quarter' at screen 0.27936, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.41857, screen 0.04955 to screen 0.45468, screen 0.04955 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#d55e00'
set label '' at screen 0.43663, screen 0.04955 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'between' at screen 0.4619, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.56789, screen 0.04955 to screen 0.604, screen 0.04955 nohead front linewidth 2 dashtype (4,3) linecolor rgb '#009e73'
set label '' at screen 0.58594, screen 0.04955 front point pointtype 9 pointsize 0.8 linecolor rgb '#009e73'
set label 'worst quarter' at screen 0.61122, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set label '8' at screen 0.17299, screen 0.16664 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '36' at screen 0.17299, screen 0.51034 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '64' at screen 0.17299, screen 0.85404 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0135' at screen 0.4042, screen 0.16664 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.114' at screen 0.4042, screen 0.51034 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.963' at screen 0.4042, screen 0.85404 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.000116' at screen 0.63541, screen 0.16664 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00941' at screen 0.63541, screen 0.51034 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.761' at screen 0.63541, screen 0.85404 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00195' at screen 0.86662, screen 0.16664 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0411' at screen 0.86662, screen 0.51034 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.0802' at screen 0.86662, screen 0.85404 left front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './parallel.dat' index 0 using 1:2 with linespoints linewidth 2 dashtype (4,3) pointtype 9 pointsize 0.6 pointinterval 2 linecolor rgb '#009e73' title 'worst quarter', \
    './parallel.dat' index 1 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 5 pointsize 0.6 pointinterval 5 linecolor rgb '#d55e00' title 'between', \
    './parallel.dat' index 2 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 7 pointsize 0.6 pointinterval 2 linecolor rgb '#0072b2' title 'best quarter'
unset output
