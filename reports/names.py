"""Chinese for names that instances of the battery chain commonly use: materials, batteries and lines.

A region has its local name in the instance; for all else this list helps where a name is known, and only there.
"""

from __future__ import annotations

MATERIALS = {
    "Electricity": "电力",
    "Labour": "劳动力",
    "Industrial land": "工业用地",
    "Copper": "铜",
    "Aluminium": "铝",
    "Copper scrap": "废铜",
    "Aluminium scrap": "废铝",
    "Lithium in brine, as carbonate": "盐湖锂（折碳酸锂）",
    "Lithium in lepidolite, as carbonate": "锂云母锂（折碳酸锂）",
    "Flake graphite": "鳞片石墨",
    "Recovered lithium, as carbonate": "回收锂（折碳酸锂）",
    "Recovered nickel": "回收镍",
    "Recovered cobalt": "回收钴",
    "Recovered manganese": "回收锰",
    "Spodumene concentrate 6 %": "锂辉石精矿（6%）",
    "Purified phosphoric acid": "净化磷酸",
    "Nickel in intermediates": "镍中间品（金属量）",
    "Cobalt in hydroxide": "氢氧化钴（金属量）",
    "Lithium carbonate": "碳酸锂",
    "Lithium hydroxide monohydrate": "单水氢氧化锂",
    "Nickel in sulfate": "硫酸镍（金属量）",
    "Cobalt in sulfate": "硫酸钴（金属量）",
    "Manganese in sulfate": "硫酸锰（金属量）",
    "Iron phosphate": "磷酸铁",
    "LFP cathode": "磷酸铁锂正极",
    "Mid-nickel cathode": "中镍三元正极",
    "High-nickel cathode": "高镍三元正极",
    "Anode graphite": "石墨负极",
    "LiPF6": "六氟磷酸锂",
    "Electrolyte": "电解液",
    "Copper foil": "铜箔",
    "Aluminium foil": "铝箔",
    "Separator": "隔膜",
    "Battery management and structural parts": "电池管理与结构件",
}
CHEMISTRIES = {"LFP": "磷酸铁锂", "mid-nickel": "中镍三元", "high-nickel": "高镍三元"}
BATTERIES = {
    "{} cells": "{}电芯",
    "{} packs": "{}电池包",
    "Cars with {} packs": "{}汽车",
    "{} cars on the road": "在用{}汽车",
    "Retired {} packs": "退役{}电池包",
    "Collected {} packs": "已回收{}电池包",
    "{} packs in informal workshops": "非正规渠道{}电池包",
    "Spent {} cells and scrap": "废{}电芯与废料",
    "{} black mass": "{}黑粉",
    "{} buses and trucks": "{}客车与货车",
    "{} buses on the road": "在用{}客车",
    "{} trucks on the road": "在用{}货车",
    "Retired {} packs fit for second life": "可梯次利用的退役{}电池包",
}
DEMANDS = {
    "Storage system": "储能系统",
    "Batteries in battery-electric cars": "纯电动乘用车电池",
    "Batteries in plug-in hybrids": "插电式混动车电池",
    "Batteries in buses": "客车电池",
    "Batteries in trucks and vans": "货车电池",
    "Storage commissioned at home": "国内投运储能",
    "Power cells in other uses": "其他用途动力电芯",
    "Small and backup storage": "小型与备用储能",
    "Stock at car makers": "车企库存",
    "Storage under way": "在途储能",
    "Stock at battery makers": "电池企业库存",
}
LINES = {
    "CATL, old cell lines": "宁德时代旧电芯线",
    "CATL, new cell lines": "宁德时代新电芯线",
    "BYD, old cell lines": "比亚迪旧电芯线",
    "BYD, new cell lines": "比亚迪新电芯线",
    "Next eight, old cell lines": "其后八家旧电芯线",
    "Next eight, new cell lines": "其后八家新电芯线",
    "Rest, old cell lines": "其余企业旧电芯线",
    "Rest, new cell lines": "其余企业新电芯线",
    "Foreign, old cell lines": "外资旧电芯线",
    "Foreign, new cell lines": "外资新电芯线",
    "Lithium converters": "锂盐转化",
    "Lithium from brine": "盐湖提锂",
    "Lithium from lepidolite": "云母提锂",
    "Nickel refining": "镍精炼",
    "Cobalt refining": "钴精炼",
    "Manganese refining": "锰精炼",
    "Ternary cathode with precursor": "三元正极（含前驱体）",
    "Synthetic anode": "人造石墨负极",
    "Natural anode": "天然石墨负极",
    "Packs with modules": "模组电池包",
    "Cell-to-pack": "无模组电池包",
    "Storage systems": "储能系统集成",
    "Car assembly": "乘用车装配",
    "Bus and truck assembly": "商用车装配",
    "Dismantling": "拆解",
    "Shredding": "破碎",
    "Second life": "梯次利用",
    "Hydrometallurgy": "湿法冶金",
    "Pyrometallurgy": "火法冶金",
    "Direct recycling": "直接再生",
}
COUNTRIES = {
    "China": "中国",
    "Australia": "澳大利亚",
    "Indonesia": "印度尼西亚",
    "Chile": "智利",
    "DR Congo": "刚果（金）",
    "rivals": "海外同行",
}
NAMES = {
    **MATERIALS,
    **{
        english.format(name): chinese.format(local)
        for english, chinese in BATTERIES.items()
        for name, local in CHEMISTRIES.items()
    },
    **DEMANDS,
    **LINES,
    **COUNTRIES,
}
UNITS = (
    ("thousand person-years", "千人年"),
    ("million m2", "百万平方米"),
    ("million CNY", "百万元"),
    ("CNY", "元"),
    ("USD", "美元"),
    ("/yr", "/年"),
    ("share", "占比"),
)
"""Parts of units that Chinese readers write otherwise, the longer first; GWh, kt and t are read as they are."""
