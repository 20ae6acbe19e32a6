# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './processor.svg'
set datafile separator tab
unset key
set lmargin at screen 0.08517
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.17955
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0.9140482050108683:21.88068407153887]
set yrange [0.6917108138101111:52.79124060365561]
set logscale x
set logscale y
set xtics ('' 1, '' 10, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '' 20 1)
set ytics ('' 1, '' 10, '' 0.7000000000000001 1, '' 0.8 1, '' 0.9 1, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '' 20 1, '' 30 1, '' 40 1, '' 50 1)
set label '1' at screen 0.1102, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '10' at screen 0.75161, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1' at screen 0.07524, screen 0.23982 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '10' at screen 0.07524, screen 0.61635 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'Processor seconds of a fit, by millions of interactions' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'millions' at screen 0.52744, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'processor' at screen 0.03028, screen 0.53398 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.06297, screen 0.04955 to screen 0.09908, screen 0.04955 nohead front linewidth 2 dashtype 1 linecolor rgb '#0072b2'
set label '' at screen 0.08102, screen 0.04955 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'als' at screen 0.1063, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.15992, screen 0.04955 to screen 0.19603, screen 0.04955 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#d55e00'
set label '' at screen 0.17798, screen 0.04955 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'bpr' at screen 0.20326, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.25833, screen 0.04955 to screen 0.29444, screen 0.04955 nohead front linewidth 2 dashtype (4,3) linecolor rgb '#009e73'
set label '' at screen 0.27638, screen 0.04955 front point pointtype 9 pointsize 0.8 linecolor rgb '#009e73'
set label 'lightfm' at screen 0.30166, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.39338, screen 0.04955 to screen 0.42949, screen 0.04955 nohead front linewidth 2 dashtype (12,3,3,3) linecolor rgb '#cc79a7'
set label '' at screen 0.41144, screen 0.04955 front point pointtype 13 pointsize 0.8 linecolor rgb '#cc79a7'
set label 'svd' at screen 0.43672, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.49558, screen 0.04955 to screen 0.53169, screen 0.04955 nohead front linewidth 2 dashtype (18,5) linecolor rgb '#e69f00'
set label '' at screen 0.51363, screen 0.04955 front point pointtype 11 pointsize 0.8 linecolor rgb '#e69f00'
set label 'pure-svd' at screen 0.53891, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.64616, screen 0.04955 to screen 0.68227, screen 0.04955 nohead front linewidth 2 dashtype (8,3,2,3,2,3) linecolor rgb '#56b4e9'
set label '' at screen 0.66422, screen 0.04955 front point pointtype 15 pointsize 0.8 linecolor rgb '#56b4e9'
set label 'rp3beta' at screen 0.68949, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.78555, screen 0.04955 to screen 0.82166, screen 0.04955 nohead front linewidth 2 dashtype (2,3) linecolor rgb '#7f7f7f'
set label '' at screen 0.8036, screen 0.04955 front point pointtype 6 pointsize 0.8 linecolor rgb '#7f7f7f'
set label 'item-knn' at screen 0.82888, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
plot \
    './processor.dat' index 0 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 7 pointsize 0.6 pointinterval 1 linecolor rgb '#0072b2' title 'als', \
    './processor.dat' index 1 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 5 pointsize 0.6 pointinterval 1 linecolor rgb '#d55e00' title 'bpr', \
    './processor.dat' index 2 using 1:2 with linespoints linewidth 2 dashtype (4,3) pointtype 9 pointsize 0.6 pointinterval 1 linecolor rgb '#009e73' title 'lightfm', \
    './processor.dat' index 3 using 1:2 with linespoints linewidth 2 dashtype (12,3,3,3) pointtype 13 pointsize 0.6 pointinterval 1 linecolor rgb '#cc79a7' title 'svd', \
    './processor.dat' index 4 using 1:2 with linespoints linewidth 2 dashtype (18,5) pointtype 11 pointsize 0.6 pointinterval 1 linecolor rgb '#e69f00' title 'pure-svd', \
    './processor.dat' index 5 using 1:2 with linespoints linewidth 2 dashtype (8,3,2,3,2,3) pointtype 15 pointsize 0.6 pointinterval 1 linecolor rgb '#56b4e9' title 'rp3beta', \
    './processor.dat' index 6 using 1:2 with linespoints linewidth 2 dashtype (2,3) pointtype 6 pointsize 0.6 pointinterval 1 linecolor rgb '#7f7f7f' title 'item-knn'
unset output
