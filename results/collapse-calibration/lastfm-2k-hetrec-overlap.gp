# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './lastfm-2k-hetrec-overlap.svg'
set datafile separator tab
unset key
set lmargin at screen 0.09112
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.22239
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:10.3]
set yrange [0:1.04]
set xtics ('' 0, '' 2, '' 4, '' 6, '' 8, '' 10)
set ytics ('' 0, '' 0.2, '' 0.4, '' 0.6000000000000001, '' 0.8, '' 1)
set label '0' at screen 0.09112, screen 0.18989 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '2' at screen 0.26173, screen 0.18989 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '4' at screen 0.43233, screen 0.18989 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '6' at screen 0.60293, screen 0.18989 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '8' at screen 0.77353, screen 0.18989 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '10' at screen 0.94413, screen 0.18989 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0' at screen 0.08119, screen 0.22239 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.08119, screen 0.35047 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.4' at screen 0.08119, screen 0.47855 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.6' at screen 0.08119, screen 0.60663 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.8' at screen 0.08119, screen 0.73471 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '1.0' at screen 0.08119, screen 0.86279 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'Items that the lists of two users share' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'items-in-common' at screen 0.53042, screen 0.13966 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'share-of-pairs' at screen 0.03028, screen 0.5554 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.08653, screen 0.09239 to screen 0.12264, screen 0.09239 nohead front linewidth 2 dashtype 1 linecolor rgb '#0072b2'
set label '' at screen 0.10458, screen 0.09239 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'constant' at screen 0.12986, screen 0.09239 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.25192, screen 0.09239 to screen 0.28803, screen 0.09239 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#d55e00'
set label '' at screen 0.26997, screen 0.09239 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'popular' at screen 0.29525, screen 0.09239 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.41731, screen 0.09239 to screen 0.45342, screen 0.09239 nohead front linewidth 2 dashtype (4,3) linecolor rgb '#009e73'
set label '' at screen 0.43536, screen 0.09239 front point pointtype 9 pointsize 0.8 linecolor rgb '#009e73'
set label 'one-factor' at screen 0.46064, screen 0.09239 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.58269, screen 0.09239 to screen 0.61881, screen 0.09239 nohead front linewidth 2 dashtype (12,3,3,3) linecolor rgb '#cc79a7'
set label '' at screen 0.60075, screen 0.09239 front point pointtype 13 pointsize 0.8 linecolor rgb '#cc79a7'
set label 'starved' at screen 0.62603, screen 0.09239 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.74808, screen 0.09239 to screen 0.78419, screen 0.09239 nohead front linewidth 2 dashtype (18,5) linecolor rgb '#e69f00'
set label '' at screen 0.76614, screen 0.09239 front point pointtype 11 pointsize 0.8 linecolor rgb '#e69f00'
set label 'ease' at screen 0.79142, screen 0.09239 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.08653, screen 0.04955 to screen 0.12264, screen 0.04955 nohead front linewidth 2 dashtype (8,3,2,3,2,3) linecolor rgb '#56b4e9'
set label '' at screen 0.10458, screen 0.04955 front point pointtype 15 pointsize 0.8 linecolor rgb '#56b4e9'
set label 'knn' at screen 0.12986, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.25192, screen 0.04955 to screen 0.28803, screen 0.04955 nohead front linewidth 2 dashtype (2,3) linecolor rgb '#7f7f7f'
set label '' at screen 0.26997, screen 0.04955 front point pointtype 6 pointsize 0.8 linecolor rgb '#7f7f7f'
set label 'svd' at screen 0.29525, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.41731, screen 0.04955 to screen 0.45342, screen 0.04955 nohead front linewidth 2 dashtype 1 linecolor rgb '#000000'
set label '' at screen 0.43536, screen 0.04955 front point pointtype 4 pointsize 0.8 linecolor rgb '#000000'
set label 'als' at screen 0.46064, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.58269, screen 0.04955 to screen 0.61881, screen 0.04955 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#0072b2'
set label '' at screen 0.60075, screen 0.04955 front point pointtype 8 pointsize 0.8 linecolor rgb '#0072b2'
set label 'bpr' at screen 0.62603, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.74808, screen 0.04955 to screen 0.78419, screen 0.04955 nohead front linewidth 2 dashtype (4,3) linecolor rgb '#d55e00'
set label '' at screen 0.76614, screen 0.04955 front point pointtype 12 pointsize 0.8 linecolor rgb '#d55e00'
set label 'lightfm' at screen 0.79142, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
plot \
    './lastfm-2k-hetrec-overlap.dat' index 0 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 7 pointsize 0.6 pointinterval 1 linecolor rgb '#0072b2' title 'constant', \
    './lastfm-2k-hetrec-overlap.dat' index 1 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 5 pointsize 0.6 pointinterval 1 linecolor rgb '#d55e00' title 'popular', \
    './lastfm-2k-hetrec-overlap.dat' index 2 using 1:2 with linespoints linewidth 2 dashtype (4,3) pointtype 9 pointsize 0.6 pointinterval 1 linecolor rgb '#009e73' title 'one-factor', \
    './lastfm-2k-hetrec-overlap.dat' index 3 using 1:2 with linespoints linewidth 2 dashtype (12,3,3,3) pointtype 13 pointsize 0.6 pointinterval 1 linecolor rgb '#cc79a7' title 'starved', \
    './lastfm-2k-hetrec-overlap.dat' index 4 using 1:2 with linespoints linewidth 2 dashtype (18,5) pointtype 11 pointsize 0.6 pointinterval 1 linecolor rgb '#e69f00' title 'ease', \
    './lastfm-2k-hetrec-overlap.dat' index 5 using 1:2 with linespoints linewidth 2 dashtype (8,3,2,3,2,3) pointtype 15 pointsize 0.6 pointinterval 1 linecolor rgb '#56b4e9' title 'knn', \
    './lastfm-2k-hetrec-overlap.dat' index 6 using 1:2 with linespoints linewidth 2 dashtype (2,3) pointtype 6 pointsize 0.6 pointinterval 1 linecolor rgb '#7f7f7f' title 'svd', \
    './lastfm-2k-hetrec-overlap.dat' index 7 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 4 pointsize 0.6 pointinterval 1 linecolor rgb '#000000' title 'als', \
    './lastfm-2k-hetrec-overlap.dat' index 8 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 8 pointsize 0.6 pointinterval 1 linecolor rgb '#0072b2' title 'bpr', \
    './lastfm-2k-hetrec-overlap.dat' index 9 using 1:2 with linespoints linewidth 2 dashtype (4,3) pointtype 12 pointsize 0.6 pointinterval 1 linecolor rgb '#d55e00' title 'lightfm'
unset output
