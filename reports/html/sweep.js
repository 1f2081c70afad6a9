'use strict';
charts.show(function () {});
