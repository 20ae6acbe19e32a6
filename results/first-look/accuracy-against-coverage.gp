# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './accuracy-against-coverage.svg'
set datafile separator tab
unset key
set lmargin at screen 0.10232
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.17955
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:1.0212988966900702]
set yrange [0:0.054123496473242556]
set xtics ('' 0, '' 0.2, '' 0.4, '' 0.6000000000000001, '' 0.8, '' 1)
set ytics ('' 0, '' 0.01, '' 0.02, '' 0.03, '' 0.04, '' 0.05)
set label '0.0' at screen 0.10232, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.27218, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.4' at screen 0.44204, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.6' at screen 0.61191, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.8' at screen 0.78177, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1.0' at screen 0.95163, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.00' at screen 0.09239, screen 0.17955 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.01' at screen 0.09239, screen 0.31052 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.02' at screen 0.09239, screen 0.44149 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.03' at screen 0.09239, screen 0.57246 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.04' at screen 0.09239, screen 0.70343 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.05' at screen 0.09239, screen 0.8344 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid xtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'first-look, leave-last-out, test' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'coverage@10' at screen 0.53602, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'ndcg@10' at screen 0.03028, screen 0.53398 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set label '' at screen 0.36964, screen 0.04955 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'healthy' at screen 0.39492, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set label '' at screen 0.50758, screen 0.04955 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'collapsed' at screen 0.53286, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set label 'ease' at screen 0.33119, screen 0.86115 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label 'knn' at screen 0.48836, screen 0.72773 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label 'random' at screen 0.93232, screen 0.24046 right front font 'sans-serif,11.5' textcolor rgb '#222222'
set label 'popular' at screen 0.13015, screen 0.66949 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label 'constant' at screen 0.12717, screen 0.2099 left front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './accuracy-against-coverage.dat' index 0 using 1:2 with points pointtype 7 pointsize 1.0 linecolor rgb '#0072b2' title 'healthy', \
    './accuracy-against-coverage.dat' index 1 using 1:2 with points pointtype 5 pointsize 1.0 linecolor rgb '#d55e00' title 'collapsed'
unset output
